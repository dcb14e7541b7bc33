/** A fenced block of TypeScript in a Markdown document. */
export interface Fence {
  readonly document: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** The name by which other blocks of the document import it. */
  readonly file: string;
  readonly run: boolean;
  readonly code: string;
}

const BLOCK = /^( *)(`{3,})(ts|typescript)\b([^\n`]*)\n([\s\S]*?)^ *\2`* *$/gm;

/** Blocks marked `ts` or `typescript`; `file=shop.ts` names a block, `run` asks for it to be executed. */
export function fences(document: string, markdown: string): Fence[] {
  return [...markdown.matchAll(BLOCK)].map((match) => {
    const [, indent = '', , , info = '', body = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    return {
      document,
      line,
      file: /(?:^| )file=(\S+)/.exec(info)?.[1] ?? `line-${line}.ts`,
      run: /(?:^| )run(?: |$)/.test(info),
      code: body.replace(new RegExp(`^ {1,${indent.length || 1}}`, 'gm'), (spaces) => (indent ? '' : spaces)),
    };
  });
}

/** Two blocks of one document under one name: the later would hide the earlier. */
export function duplicates(blocks: readonly Fence[]): string[] {
  return blocks.flatMap((block, i) => {
    const first = blocks.slice(0, i).find((other) => other.document === block.document && other.file === block.file);
    return first ? [`${block.document}:${block.line} is ${block.file} again, after line ${first.line}`] : [];
  });
}
