let passed = 0;
let failed = 0;

export function check(title: string, holds: boolean): void {
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${title}`);
  if (holds) passed += 1;
  else failed += 1;
}

export function closingLine(): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
