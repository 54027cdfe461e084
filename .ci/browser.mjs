// Opens /docs in Chromium, authorises, and executes each operation in each of its body types as Swagger UI prefills
// them; then looks at the page as a phone shows it: node .ci/browser.mjs DEMO_URL SCREENSHOT
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const VIEWPORT = { width: 1280, height: 1300 };
const PATIENCE_MS = 20_000;
/** The operation whose executed state the screenshot shows. */
const UNLINK = 'disassociateFaces';
const IMAGE = 'docs/tasks/ann.png';
/** Options whose examples must not be sent as if they had been chosen. */
const UNASKED = ['qualityFilter', 'externalImageId', 'requireSingleFace', 'maxFaces', 'maxUsers', 'Threshold'];

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
  const erasureId = await newErasure();
  for (const operation of operations) await tryOut(page, operation, erasureId);
  await shortProblems(page);
  await filtered(page);
  await onPhone();
  check('the console shows no error', troubles.errors.length === 0, troubles.errors);
  check('no request goes to another host', troubles.strangers.length === 0, troubles.strangers);
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

/** Erases a user without faces: ids of erasures are made by the service, so that those of the document do not exist. */
async function newErasure() {
  const post = (path, body) =>
    fetch(`${url}/collections/staff/users${path}`, {
      method: 'POST',
      headers: { 'X-API-Key': 'demo-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('', { userId: 'gone' });
  const { erasureId } = await (await post('/gone/erasures', {})).json();
  return erasureId;
}

/** Opens an operation, executes it in each body type as it is prefilled, and closes it again. */
async function tryOut(page, { operationId, requestBody, responses }, erasureId) {
  const block = page.locator(`.opblock[id$="-${operationId}"]`);
  await block.locator('.opblock-summary-control').click();
  const documented = Object.keys(responses).filter((code) => code.startsWith('2'));
  for (const type of Object.keys(requestBody?.content ?? { 'no body': {} })) {
    if (requestBody !== undefined) await fillIn(block, type);
    if (operationId.startsWith('getErasure'))
      await block.locator('tr[data-param-name="erasureId"] input').fill(erasureId);
    await block.getByRole('button', { name: 'Execute' }).click();
    const status = await block.locator('.live-responses-table .response .response-col_status').first().innerText();
    check(`${operationId} with ${type} answers ${documented.join(' or ')}`, documented.includes(status.trim()), status);
    const sent = await block.locator('.curl-command').innerText();
    const unasked = UNASKED.filter((option) => type !== 'application/json' && sent.includes(option));
    check(`${operationId} with ${type} sends no option that was not selected`, unasked.length === 0, unasked);
    if (operationId === UNLINK) await photograph(page, block);
    await block.getByRole('button', { name: 'Clear' }).click();
  }
  await block.locator('.opblock-summary-control').click();
}

/** Chooses a body type; forms and images get a file. */
async function fillIn(block, type) {
  const types = block.locator('.opblock-section-request-body select.content-type');
  if ((await types.count()) > 0) await types.selectOption(type);
  if (type === 'application/json') return;
  const files = block.locator('.opblock-section-request-body input[type=file]');
  for (let index = 0; index < (await files.count()); index += 1) await files.nth(index).setInputFiles(IMAGE);
}

/** Forty examples one below the other would hide the answers that matter. */
async function shortProblems(page) {
  const block = page.locator(`.opblock[id$="-${UNLINK}"]`);
  await block.locator('.opblock-summary-control').click();
  const rows = block.locator('.responses-table').last().locator('tr.response');
  const problems = await rows.evaluateAll((all) =>
    all
      .filter((row) => /^[45]/.test(row.getAttribute('data-code') ?? ''))
      .map((row) => ({
        links: row.querySelectorAll('a[href*="/problems/"]').length,
        examples: row.querySelectorAll('pre').length,
      })),
  );
  const bad = problems.filter(({ links, examples }) => links === 0 || examples > 0);
  check('each problem is a line with links', problems.length > 10 && bad.length === 0, problems);
  await block.locator('.opblock-summary-control').click();
}

async function filtered(page) {
  await page.locator('.operation-filter-input').fill('search');
  const tags = page.locator('.opblock-tag');
  await page.waitForFunction(() => globalThis.document.querySelectorAll('.opblock-tag').length === 1);
  check(
    'the filter box leaves the groups that are looked for',
    (await tags.first().innerText()).startsWith('search'),
    '',
  );
  await page.locator('.operation-filter-input').fill('');
}

/** The page must not be wider than a phone, opened operation and all. */
async function onPhone() {
  const phone = await browser.newPage({ viewport: { width: 390, height: 800 }, reducedMotion: 'reduce' });
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(`${url}/docs#/user%20faces/${UNLINK}`);
  const block = phone.locator(`.opblock.is-open[id$="-${UNLINK}"]`);
  await block.getByRole('button', { name: 'Execute' }).waitFor();
  check('a deep link opens its operation', (await block.count()) === 1, '');
  const width = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth);
  check('the page fits a screen 390 pixels wide', width <= 390, width);
  const path = await block
    .locator('.opblock-summary-path')
    .evaluate((element) => element.getBoundingClientRect().width);
  check('the path of an operation is readable there', path > 150, path);
  await phone.screenshot({ path: screenshot.replace('.png', '-phone.png'), animations: 'disabled' });
  await phone.close();
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
