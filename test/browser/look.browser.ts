import { runExample } from '../examples/run-example';
import { faintTexts, overlaps } from './geometry';
import { node, openMap, screenshot } from './open-map';
import { pageOf, webShop } from './systems';

const shop = runExample('shop').maps.get('map.html')!;
const sockShop = runExample('sock-shop').maps.get('map.html')!;
const web = pageOf(webShop());

describe('to the eye', () => {
  test.each([
    ['the shop', shop, ''],
    ['the shop with its platform', shop, '#env=dev&platform=1'],
    ['the shop, compared', shop, '#env=prod&with=dev'],
    ['the Sock Shop', sockShop, ''],
    ['the Sock Shop with its platform', sockShop, '#env=dev&platform=1'],
    ['circles, long names and a call to itself', web, ''],
    ['the same, compared', web, '#env=prod&with=dev&platform=1'],
  ])('nothing lies over anything else: %s', async (name, html, hash) => {
    const { page } = await openMap(html, hash, { viewport: { width: 1600, height: 1000 } });
    await screenshot(page, `eye ${name}`);
    expect(await overlaps(page)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('every text stands out: %s', async (colorScheme) => {
    const { page } = await openMap(web, '', { colorScheme });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
    expect(await faintTexts(page)).toEqual([]);
    await page.getByLabel('Prometheus and Consul').check();
    await page.getByLabel('Compare with').selectOption('dev');
    expect(await faintTexts(page)).toEqual([]);
    await screenshot(page, `${colorScheme}-compare`);
  });

  test('a dark map is dark', async () => {
    const { page } = await openMap(shop, '', { colorScheme: 'dark' });
    await screenshot(page, 'dark');
    expect(
      await node(page, 'users')
        .locator('.outline')
        .evaluate((shape) => getComputedStyle(shape).fill),
    ).toBe('rgb(16, 41, 74)');
  });

  test('on a phone the details come below, and nothing is wider than the screen', async () => {
    const { page } = await openMap(shop, '#env=prod&show=users', { viewport: { width: 390, height: 844 } });
    await screenshot(page, 'phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  test('on paper there are no controls', async () => {
    const { page } = await openMap(shop, '', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(await page.getByRole('combobox', { name: 'Environment', exact: true }).isVisible()).toBe(false);
    expect(await node(page, 'users').isVisible()).toBe(true);
    await screenshot(page, 'print');
  });

  test('it becomes larger, smaller and fits', async () => {
    const { page } = await openMap(web, '', { viewport: { width: 1000, height: 800 } });
    const width = (): Promise<number> =>
      page.locator('#picture svg').evaluate((svg) => svg.getBoundingClientRect().width);
    const before = await width();
    await page.getByRole('button', { name: 'Larger' }).click();
    expect(await width()).toBeCloseTo(before * 1.25, 0);
    await page.getByRole('button', { name: 'Smaller' }).click();
    expect(await width()).toBeCloseTo(before, 0);
    await page.getByRole('button', { name: 'Fit' }).click();
    expect(await width()).toBeLessThanOrEqual(await page.locator('#picture').evaluate((box) => box.clientWidth));
  });
});
