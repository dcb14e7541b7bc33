import { parseAllDocuments } from 'yaml';
import { deliveryExample } from './example';

describe('the example', () => {
  const files = deliveryExample();
  const delivery = Object.entries(files).filter(([path]) => path.startsWith('delivery/'));

  test('writes what is delivered beside the environments', () => {
    expect(delivery.map(([path]) => path)).toEqual([
      'delivery/shop/CODEOWNERS',
      'delivery/shop/argo-cd.k8s.yaml',
      'delivery/shop/catalog-info.yaml',
      'delivery/shop/ruleset-main.json',
    ]);
    expect(Object.keys(files)).toContain('prod/orders.k8s.yaml');
  });

  test('has every project before the applications that are in it', () => {
    const documents = parseAllDocuments(files['delivery/shop/argo-cd.k8s.yaml']!).map((found) => found.toJS());
    expect(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'AppProject shop-dev',
      'AppProject shop-prod',
      'AppProject shop-staging',
      'Application shop-dev',
      'Application shop-prod',
      'Application shop-staging',
    ]);
  });

  test('shows prod in its catalog', () => {
    expect(files['delivery/shop/catalog-info.yaml']).toContain('lifecycle: production');
  });
});
