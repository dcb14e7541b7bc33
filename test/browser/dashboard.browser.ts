import { panelsOf } from '../../scripts/dashboard/panels';
import { pageOf, readAnswers } from '../../scripts/dashboard-picture';
import { openMap, screenshot } from './open-map';

const seen = readAnswers();
const panels = panelsOf(seen).filter(({ unit }) => unit !== undefined);

test('every panel of the kept dashboard is drawn, with a name for each line, and says nothing else', async () => {
  const { page, said, requests } = await openMap(pageOf(seen));
  await screenshot(page, 'dashboard');
  expect([said, requests]).toEqual([[], []]);
  expect(await page.locator('.panel .title').allTextContents()).toEqual(panels.map(({ title }) => title));
  expect(await page.locator('.panel canvas').count()).toBe(panels.length);
  const names = panels.flatMap(({ legend, lines }) => (legend ? lines.map(({ name }) => name) : []));
  expect(await page.locator('.entry .name').allTextContents()).toEqual(names);
});

test('every panel has its last line, which is over all others, in the colour that its name has', async () => {
  const { page } = await openMap(pageOf(seen));
  const drawn = await page.locator('.panel').evaluateAll((boxes) =>
    boxes.map((box) => {
      const { width, height } = box.querySelector('canvas')!;
      const { data } = box.querySelector('canvas')!.getContext('2d')!.getImageData(0, 0, width, height);
      const wanted = getComputedStyle([...box.querySelectorAll('.stroke')].at(-1)!).backgroundColor.match(/\d+/g)!;
      const isWanted = (at: number): boolean =>
        wanted.every((part, index) => Math.abs(Number(part) - data[at + index]!) < 20);
      return data.some((_, index) => index % 4 === 0 && isWanted(index));
    }),
  );
  expect(drawn).toEqual(panels.map(() => true));
});

test('a query without an answer is an error, and not an empty panel', () => {
  expect(() => pageOf({ ...seen, answers: seen.answers.slice(1) })).toThrow(
    /^nothing is kept of what Prometheus answered/,
  );
});
