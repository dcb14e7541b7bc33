import { mapPage } from '../../lib/map/html';
import { namedMap } from '../map/maps';
import { chromiumPath } from './chromium';
import { openMap, screenshot } from './open-map';
import { pageOf, thousandServices } from './systems';

describe('a system of a thousand services', () => {
  const html = pageOf(thousandServices());

  test('opens at once, says why it is not drawn, and shows any part of it', async () => {
    const start = Date.now();
    const { page } = await openMap(html);
    expect(Date.now() - start).toBeLessThan(5000);
    expect(await page.locator('#note').textContent()).toMatch(
      /^1000 nodes and 2574 edges are too many for one picture/,
    );
    expect(await page.getByRole('table').getByRole('row').count()).toBe(301);
    const filterStart = Date.now();
    await page.getByLabel('Show', { exact: true }).fill('service-5-3');
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length > 3);
    expect(Date.now() - filterStart).toBeLessThan(3000);
    expect(await page.locator('#note').textContent()).toBe('');
    await screenshot(page, 'thousand');
  });

  test('lists all its edges when asked', async () => {
    const { page } = await openMap(html);
    await page.getByRole('button', { name: 'Show all 2574 edges' }).click();
    expect(await page.getByRole('table').getByRole('row').count()).toBe(2575);
  });

  test('draws more than is wise when told to', async () => {
    const { page } = await openMap(html, '#env=prod&show=service-1');
    expect(await page.locator('#note').textContent()).toContain('Too much for one picture');
    await page.getByRole('button', { name: /^Draw all of it/ }).click();
    expect(await page.locator('#note').textContent()).toBe('');
  });
});

describe('alone', () => {
  test('the page may ask nobody for anything', async () => {
    const { page } = await openMap(mapPage([namedMap('dev', ['a'])]));
    const refused = await page.evaluate(async () => {
      const seen: string[] = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective));
      await fetch('https://example.com').catch(() => undefined);
      document.body.append(Object.assign(new Image(), { src: 'https://example.com/a.png' }));
      document.body.append(
        Object.assign(document.createElement('script'), { textContent: 'document.title = "broken"' }),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      return seen.sort();
    });
    expect(refused).toEqual(['connect-src', 'img-src', 'script-src-elem']);
    expect(await page.title()).toBe('System map');
  });

  test('a name is never more than a name', async () => {
    const name = '</script><img src=x onerror=alert(1)><script>alert(2)</script>"\'`';
    const { page, said, requests } = await openMap(mapPage([namedMap('dev', [name, 'b'], [[name, 'b']])]));
    await page.locator('#picture .node').first().click();
    expect(await page.locator('#panel h2').textContent()).toContain(name);
    expect([...said, ...requests]).toEqual([]);
  });
});

test('a machine without a browser is told what is missing', () => {
  expect(() => chromiumPath({ CHROMIUM_PATH: '/nowhere' })).toThrow(
    "CHROMIUM_PATH is '/nowhere', and no program is there",
  );
});
