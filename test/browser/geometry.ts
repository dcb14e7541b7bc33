import type { Page } from 'playwright-core';

interface Box {
  readonly id: string;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Line {
  readonly id: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Boxes {
  readonly lines: readonly Line[];
  readonly nodes: readonly Box[];
  readonly texts: readonly Box[];
  readonly labels: readonly Box[];
  readonly picture: Box;
}

/** What is wrong with a picture to the eye: things over each other, and texts that are cut. */
export async function overlaps(page: Page): Promise<readonly string[]> {
  const { nodes, texts, labels, lines, picture } = await page.evaluate(boxesOf);
  const outside = (inner: Box, outer: Box): boolean =>
    inner.left < outer.left || inner.right > outer.right || inner.top < outer.top || inner.bottom > outer.bottom;
  return [
    ...pairs(nodes, nodes).map(([a, b]) => `the nodes ${a.id} and ${b.id} lie over each other`),
    ...pairs(labels, labels).map(([a, b]) => `the labels of ${a.id} and ${b.id} lie over each other`),
    ...pairs(nodes, labels).map(([a, b]) => `the label of ${b.id} lies over the node ${a.id}`),
    ...lines.flatMap((line) =>
      nodes.filter((node) => crosses(line, node)).map(({ id }) => `${line.id} crosses the node ${id}`),
    ),
    ...texts
      .filter((text) => outside(text, nodes.find(({ id }) => id === text.id)!))
      .map(({ text }) => `'${text}' is wider than its node`),
    ...[...nodes, ...labels]
      .filter((box) => outside(box, picture))
      .map(({ id }) => `${id} is cut by the edge of the picture`),
  ];
}

function pairs(first: readonly Box[], second: readonly Box[]): readonly (readonly [Box, Box])[] {
  return first.flatMap((a, i) =>
    (first === second ? second.slice(i + 1) : second).filter((b) => meet(a, b)).map((b) => [a, b] as const),
  );
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
}

/** The ends of a line touch their nodes: only what is well inside of one counts. */
function crosses({ points }: Line, box: Box): boolean {
  return points.some(({ x, y }) => x > box.left + 3 && x < box.right - 3 && y > box.top + 3 && y < box.bottom - 3);
}

/** Runs in the page. */
function boxesOf(): Boxes {
  const boxes = (selector: string): Box[] =>
    [...document.querySelectorAll(selector)].map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const id = element.closest('[data-id]')?.getAttribute('data-id') ?? '';
      return { id, text: element.textContent ?? '', left, right, top, bottom };
    });
  const lines = [...document.querySelectorAll<SVGPathElement>('#picture .edge .line')].map((path) => {
    const [length, matrix] = [path.getTotalLength(), path.getScreenCTM()!];
    const points = Array.from({ length: 101 }, (_, i) => {
      const { x, y } = path.getPointAtLength((length * i) / 100).matrixTransform(matrix);
      return { x, y };
    });
    return { id: path.closest('[data-id]')?.getAttribute('data-id') ?? '', points };
  });
  return {
    lines,
    nodes: boxes('#picture .node .outline'),
    texts: boxes('#picture .node text'),
    labels: boxes('#picture .edge .label'),
    picture: boxes('#picture svg')[0]!,
  };
}

/** Texts of the picture and the page whose contrast with what is behind them is under WCAG AA's 4.5. */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string): number => {
      const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string): number => {
      const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
      return (light + 0.05) / (dark + 0.05);
    };
    const isClear = (color: string): boolean => (channels(color)[3] ?? 1) === 0 || color === 'none';
    const plates = (element: Element): string[] => {
      const shapes = element instanceof SVGElement ? element.parentElement?.querySelectorAll('.outline, .plate') : [];
      return [...(shapes ?? [])].map((shape) => getComputedStyle(shape).fill);
    };
    const grounds = (element: Element | null): string[] =>
      element ? [getComputedStyle(element).backgroundColor, ...grounds(element.parentElement)] : [];
    const behind = (element: Element): string =>
      [...plates(element), ...grounds(element)].find((color) => !isClear(color)) ?? 'rgb(255, 255, 255)';
    const holdsText = (element: Element): boolean =>
      [...element.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent?.trim() !== '');
    return [...document.querySelectorAll('body *:not(script):not(title)')].filter(holdsText).flatMap((element) => {
      const style = getComputedStyle(element);
      const value = contrast(element instanceof SVGElement ? style.fill : style.color, behind(element));
      return value >= 4.5 ? [] : [`'${element.textContent?.slice(0, 30)}': ${value.toFixed(2)}`];
    });
  });
}
