import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Failure } from '../../failures/failure.js';
import { FAILURE_CODES, FAILURES, type FailureCode } from '../../failures/failures.table.js';
import { Public } from '../openapi/operation.decorator.js';

const HTML = 'text/html; charset=utf-8';

/** The page that the `type` of a problem links to. */
@Public()
@ApiExcludeController()
@Controller('problems')
export class ProblemPagesController {
  @Get()
  @Header('Content-Type', HTML)
  list(): string {
    const items = FAILURE_CODES.map(
      (code) => `<li><a href="problems/${code}">${code}</a>: ${escapeHtml(FAILURES[code].title)}</li>`,
    );
    return page('Problems', `<ul>${items.join('\n')}</ul>`);
  }

  @Get(':code')
  @Header('Content-Type', HTML)
  show(@Param('code') code: string): string {
    if (!isFailureCode(code)) throw new Failure('route-not-found');
    const { status, title, detail, advice, retryable } = FAILURES[code];
    const facts = [`HTTP status ${status}, code <code>${code}</code>.`, escapeHtml(detail), escapeHtml(advice)];
    if (retryable)
      facts.push('The request may be retried unchanged, unless the problem document says `retryable: false`.');
    return page(escapeHtml(title), facts.map((fact) => `<p>${fact}</p>`).join('\n'));
  }
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

function page(title: string, content: string): string {
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n${content}\n</html>\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
