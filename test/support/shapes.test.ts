import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shape } from './shapes';
import { shapesOf } from './shapes';

const folder = mkdtempSync(join(tmpdir(), 'shapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

function declared(text: string): Shape[] {
  files += 1;
  const declaration = join(folder, `it${files}.d.ts`);
  writeFileSync(declaration, text);
  return shapesOf({ kind: 'It', declaration, validate: () => [] });
}

/** Which of the names a, b and c some shape of the type takes. */
function taken(shapes: readonly Shape[] | undefined): string[] {
  return ['a', 'b', 'c'].filter((name) => shapes?.some((shape) => shape.field(name) !== undefined));
}

describe('the shape of a declared type', () => {
  test('has the fields of an interface and of the ones it extends', () => {
    expect(taken(declared('interface Base { a: string } export interface IIt extends Base { b?: number }'))).toEqual([
      'a',
      'b',
    ]);
  });

  test('is one of several for a union, whose primitive members have none', () => {
    const [it] = declared('export interface IIt { a?: { a: 1 } | { b: 1 }; b: string | { c: 1 }; c: string | number }');
    expect(['a', 'b', 'c'].map((name) => it?.field(name)?.length)).toEqual([2, 1, 0]);
    expect(['a', 'b', 'c'].map((name) => taken(it?.field(name)))).toEqual([['a', 'b'], ['c'], []]);
  });

  test('takes the fields of both sides of an intersection, also of one with a union', () => {
    expect(taken(declared('export type IIt = { a: 1 } & ({ b: 1 } | { c: 1 })'))).toEqual(['a', 'b', 'c']);
  });

  test('has items and no fields for an array', () => {
    const list = declared('export interface IIt { a: Array<{ b: 1 }> }')[0]?.field('a')?.[0];
    expect([taken(list?.items()), list?.field('length')]).toEqual([['b'], undefined]);
  });

  test('is open only for a type without any structure', () => {
    const [it] = declared('export interface IIt { a: {}; b: any; c: { [key: string]: string } }');
    expect(['a', 'b', 'c'].map((name) => it?.field(name)?.[0]?.open)).toEqual([true, true, false]);
  });

  test('is not guessed when an import leads nowhere', () => {
    const broken = "import { A } from './nowhere.js'; export interface IIt { a: A }";
    expect(() => declared(broken)).toThrow('cannot find ./nowhere.js');
    expect(() => declared("import { A } from '@kubernetes-models/nowhere'; export type IIt = A")).toThrow(
      'cannot find',
    );
  });

  test('is not guessed when the file lacks the interface of the kind', () => {
    expect(() => declared('export interface IOther { a: 1 }')).toThrow('no interface IIt');
  });
});
