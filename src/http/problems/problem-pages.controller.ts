import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { FAILURE_CODES, FAILURES, type FailureCode } from '../../failures/failures.table.js';
import { Public } from '../openapi/operation.decorator.js';
import { EXAMPLE_REQUEST_ID, renderProblem } from './problem.js';

const HTML = 'text/html; charset=utf-8';

/** The page that the `type` of a problem links to. */
@Public()
@ApiExcludeController()
@Controller('problems')
export class ProblemPagesController {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'basePath'>) {}

  @Get()
  @Header('Content-Type', HTML)
  list(): string {
    const items = FAILURE_CODES.map(
      (code) => `<li><a href="problems/${code}">${code}</a>: ${html(FAILURES[code].title)}</li>`,
    );
    return page('Problems', `<ul>${items.join('\n')}</ul>`);
  }

  @Get(':code')
  @Header('Content-Type', HTML)
  show(@Param('code') code: string): string {
    if (!isFailureCode(code)) throw new Failure('route-not-found');
    const { status, title, detail, advice, retryable } = FAILURES[code];
    const facts = [`HTTP status ${status}, code \`${code}\`.`, detail, advice];
    if (retryable)
      facts.push('The request may be retried unchanged, unless the problem document says `retryable: false`.');
    const example = renderProblem(new Failure(code), EXAMPLE_REQUEST_ID, this.config.basePath).body;
    const paragraphs = facts.map((fact) => `<p>${html(fact)}</p>`);
    const json = `<h2>Example</h2>\n<pre>${escapeHtml(JSON.stringify(example, undefined, 2))}</pre>`;
    return page(html(title), [...paragraphs, json, `<p><a href="../problems">All problems</a></p>`].join('\n'));
  }
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:45rem;padding:0 1rem}' +
  'pre{background:#f4f4f4;overflow:auto;padding:1rem}code{background:#f4f4f4;padding:0 .2em}';

function page(title: string, content: string): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title.replace(/<[^<>]{1,200}>/g, '')}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${title}</h1>`,
    content,
    '</html>\n',
  ].join('\n');
}

/** The texts of failures mark names with backticks. */
function html(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
