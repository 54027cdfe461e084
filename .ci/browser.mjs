// Opens /docs in Chromium, authorises, and executes each operation with its example as Swagger UI prefills it:
// node .ci/browser.mjs DEMO_URL SCREENSHOT
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const VIEWPORT = { width: 1280, height: 1300 };
const PATIENCE_MS = 20_000;
/** The operation whose executed state the screenshot shows. */
const UNLINK = 'disassociateFaces';

const [url, screenshot] = process.argv.slice(2);
const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'));
const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
let passed = 0;
let failed = 0;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  page.setDefaultTimeout(PATIENCE_MS);
  const troubles = troublesOf(page);
  await page.goto(`${url}/docs`);
  await authorise(page);
  for (const operation of operations) await tryOut(page, operation);
  check('the console shows no error', troubles.errors.length === 0, troubles.errors);
  check('nothing is asked of another host', troubles.strangers.length === 0, troubles.strangers);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** What must not happen, as it happens. */
function troublesOf(page) {
  const troubles = { errors: [], strangers: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.errors.push(message.text());
  });
  page.on('pageerror', (error) => troubles.errors.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:'))
      troubles.strangers.push(request.url());
  });
  return troubles;
}

async function authorise(page) {
  await page.locator('.auth-wrapper .btn.authorize').click();
  const key = page.locator('.auth-container', { hasText: 'X-API-Key' });
  await key.locator('input').fill('demo-key');
  await key.locator('button[type=submit]').click();
  await key.getByText('Authorized', { exact: true }).waitFor();
  await page.locator('.modal-ux .close-modal').click();
}

/** Opens an operation, executes it as it is prefilled, reads the status of the live answer, and closes it again. */
async function tryOut(page, { operationId, responses }) {
  const block = page.locator(`.opblock[id$="-${operationId}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const status = await block.locator('.live-responses-table .response .response-col_status').first().innerText();
  const documented = Object.keys(responses).filter((code) => code.startsWith('2'));
  check(`${operationId} answers ${documented.join(' or ')}`, documented.includes(status.trim()), status);
  if (operationId === UNLINK) await photograph(page, block);
  await block.locator('.opblock-summary-control').click();
}

async function photograph(page, block) {
  await block.locator('.opblock-section-request-body').evaluate((element) => element.scrollIntoView());
  await page.screenshot({ path: screenshot, animations: 'disabled' });
}

function check(title, holds, seen) {
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${title}`);
  if (holds) passed += 1;
  else {
    failed += 1;
    console.log(`        ${JSON.stringify(seen)}`);
  }
}
