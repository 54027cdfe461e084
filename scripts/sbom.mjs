// Writes the software bill of materials of what runs in production: CycloneDX, as npm knows it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [, , file = '.reports/sbom.cdx.json'] = process.argv;
const { name, packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const bill = JSON.parse(execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { maxBuffer: 1e8 }));

// `npm sbom --omit dev` leaves out whatever a development package needs as well, so what is needed is chosen here.
const needed = new Set(
  Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path, { version }]) => `${path.split('node_modules/').pop()}@${version}`),
);
const root = bill.metadata.component;
const refs = new Set([root['bom-ref']]);
const isNeeded = ({ name: component, version }) => needed.has(`${component}@${version}`);

bill.components = bill.components.filter(isNeeded);
for (const component of bill.components) {
  refs.add(component['bom-ref']);
  // Some packages give addresses in git's own short form, which the format does not know.
  component.externalReferences = component.externalReferences.filter(({ url }) => URL.canParse(url));
}
bill.dependencies = bill.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) }));
// npm names the project after its folder.
root.name = name;

mkdirSync('.reports', { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
console.log(`${file}: ${bill.components.length} packages`);
