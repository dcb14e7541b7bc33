import { runExample } from '../examples/run-example';
import { drawn, node, openMap, screenshot } from './open-map';
import { pageOf, webShop } from './systems';

const shop = runExample('shop').maps.get('map.html')!;
const web = pageOf(webShop());
const services = ['inventory', 'log', 'notification', 'orders', 'users'];

describe("the shop's map", () => {
  test.each(['dev', 'staging', 'prod'])(
    'draws every service of %s, without a word or a request',
    async (environment) => {
      const { page, said, requests } = await openMap(shop);
      await page.getByRole('combobox', { name: 'Environment', exact: true }).selectOption(environment);
      for (const name of services) await node(page, name).waitFor({ state: 'visible' });
      expect((await drawn(page)).filter((id) => id.startsWith('service:')).sort()).toEqual(
        services.map((name) => `service:${name}`),
      );
      expect([...said, ...requests]).toEqual([]);
    },
  );

  test('says who talks to whom, for those who cannot see it', async () => {
    const hash = '#env=prod&select=calls+service%3Aorders+service%3Ausers+grpc';
    const { page } = await openMap(shop, hash, { viewport: { width: 1240, height: 400 } });
    // docs/map.png
    await screenshot(page, 'map');
    expect(await page.getByRole('button', { name: 'orders calls users, grpc 9090', exact: true }).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^topic order-events, topic, 12 partitions/ }).count()).toBe(1);
    const rows = page.getByRole('table').getByRole('row');
    expect(await rows.count()).toBe(9);
    expect(await rows.filter({ hasText: 'calls, grpc 9090' }).textContent()).toContain(
      'Deployment orders: USERS_ADDR=users:9090',
    );
  });

  test('shows Prometheus and Consul when asked', async () => {
    const { page } = await openMap(shop);
    expect(await drawn(page)).not.toContain('monitoring');
    await page.getByLabel('Prometheus and Consul').check();
    expect(await drawn(page)).toEqual(
      expect.arrayContaining(['monitoring', 'registry', 'scrapes monitoring service:log']),
    );
    await screenshot(page, 'platform');
  });
});

describe('a part of the map', () => {
  test('is a service and its neighbours, by a click', async () => {
    const { page } = await openMap(shop);
    await node(page, 'users').click();
    expect(await drawn(page)).toEqual([
      'service:orders',
      'calls service:orders service:users grpc',
      'service:users',
      'external service:users external:identity',
      'external:identity',
    ]);
    const panel = page.getByRole('complementary', { name: 'Details' });
    expect(await panel.textContent()).toContain('team-identity');
    expect(await panel.textContent()).toContain('NetworkPolicy users: in from orders, TCP 9090');
    await screenshot(page, 'filtered');
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await drawn(page)).toHaveLength(16);
  });

  test('is what a text names', async () => {
    const { page } = await openMap(shop);
    await page.getByLabel('Show', { exact: true }).fill('not');
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length === 2);
    expect(await page.locator('#panel h2').textContent()).toContain('notification');
    expect(await node(page, 'notification').getAttribute('aria-pressed')).toBe('true');
    await page.getByLabel('Show', { exact: true }).fill('nothing like it');
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length === 0);
    expect(await page.locator('#panel h2').textContent()).toBe("Nothing is named like 'nothing like it'");
  });

  test('is an edge with what it gave, by a click on its line', async () => {
    const { page } = await openMap(shop);
    const line = page.locator('g[aria-hidden] [data-id="produces service:orders topic:order-events"] .reach');
    const point = await line.evaluate((path: SVGPathElement) => {
      const { x, y } = path.getPointAtLength(12).matrixTransform(path.getScreenCTM()!);
      return { x, y };
    });
    await page.mouse.click(point.x, point.y);
    expect(await page.locator('#panel h2').textContent()).toContain('orders produces order-events');
    expect(await page.locator('#panel').textContent()).toContain(
      'KafkaUser prod-orders: Describe and Write on topic prod.order-events',
    );
    expect(await drawn(page)).toHaveLength(16);
  });

  test('stands in the address, so that a link shows it', async () => {
    const { page } = await openMap(shop, '#env=dev&show=users&select=service:users');
    expect(await drawn(page)).toHaveLength(5);
    expect(await page.getByRole('combobox', { name: 'Environment', exact: true }).inputValue()).toBe('dev');
    await page.evaluate(() => {
      location.hash = '#env=staging';
    });
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length === 8);
  });
});

describe('by keyboard alone', () => {
  test('every node and edge is reached in the order of reading, with a visible focus', async () => {
    const { page } = await openMap(shop);
    await page.getByRole('button', { name: 'Larger' }).focus();
    const reached: string[] = [];
    for (let i = 0; i < 16; i++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement!.getAttribute('data-id')!));
      expect(await page.locator('#picture [tabindex].focused').count()).toBe(1);
    }
    expect(reached).toEqual(await drawn(page));
    expect(reached.slice(0, 4)).toEqual([
      'entry',
      'enters entry service:orders',
      'service:orders',
      expect.stringMatching(/^(calls|produces) service:orders/),
    ]);
  });

  test('Enter chooses, Escape shows all again, and the focus stays', async () => {
    const { page } = await openMap(shop);
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-id'));
    await page.getByRole('button', { name: 'Larger' }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#panel h2').textContent()).toContain('orders');
    expect(await focused()).toBe('service:orders');
    expect(await node(page, 'orders').getAttribute('aria-pressed')).toBe('true');
    expect(await node(page, 'log').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('#panel').textContent()).toContain('What it gave');
    await screenshot(page, 'keyboard');
    await page.keyboard.press('Escape');
    expect(await drawn(page)).toHaveLength(16);
    expect(await focused()).toMatch(/^(calls|produces) service:orders/);
    expect(await page.locator('#panel h2').textContent()).toContain('prod');
  });

  test('a service is found by its name', async () => {
    const { page } = await openMap(shop);
    await page.getByLabel('Show', { exact: true }).focus();
    await page.keyboard.type('users');
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length === 3);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('#picture .node').length === 8);
    expect(await page.getByLabel('Show', { exact: true }).inputValue()).toBe('');
  });

  test('the details lead on, and the focus goes with them', async () => {
    const { page } = await openMap(shop, '#env=prod&show=users');
    await page.getByRole('complementary').getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#panel h2').textContent()).toContain('orders calls users');
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('panel');
  });

  test('the picture can be skipped', async () => {
    const { page } = await openMap(shop);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('edges-title');
  });
});

describe('two environments compared', () => {
  test('show what is different between dev and prod of the shop', async () => {
    const { page, said } = await openMap(shop);
    await page.getByLabel('Compare with').selectOption('dev');
    const text = await page.getByRole('region', { name: 'Differences' }).textContent();
    expect(text).toContain('From dev to prod: 0 added (+), 0 removed (−), 8 changed (≠)');
    expect(text).toContain('namespace: shop-dev → shop');
    expect(text).toContain(
      'image: registry.example.com/shop/users:latest → registry.example.com/shop/users:stable-2.3.1',
    );
    expect(text).toContain('copies: 1, 1 in step → 3, 2 in step');
    expect(await node(page, 'users').innerHTML()).toContain('≠ users');
    await screenshot(page, 'compare');
    expect(said).toEqual([]);
  });

  test('show what is only in one of them, not by colour alone', async () => {
    const { page } = await openMap(web, '#env=prod&with=dev');
    expect(await node(page, 'fraud-check').innerHTML()).toContain('+ fraud-check');
    expect(await node(page, 'fake-bank').innerHTML()).toContain('− fake-bank');
    expect(await node(page, 'fake-bank').getAttribute('aria-label')).toContain('removed');
    expect(await page.getByRole('button', { name: '− service fake-bank (removed)' }).count()).toBe(1);
    await page.getByRole('button', { name: '+ service fraud-check (added)' }).click();
    expect(await page.locator('#panel h2').textContent()).toBe('fraud-check service, + added');
  });

  test('can be reversed', async () => {
    const { page } = await openMap(web, '#env=dev&with=prod');
    expect(await node(page, 'fraud-check').innerHTML()).toContain('− fraud-check');
  });
});
