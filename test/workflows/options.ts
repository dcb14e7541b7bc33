import type { WorkflowOptions } from 'cdk8s-fairway';

/** A repository of two services. */
export const OPTIONS: WorkflowOptions = {
  images: {
    orders: { repository: 'ghcr.io/shop/orders', context: 'services/orders' },
    users: { repository: 'ghcr.io/shop/users', context: 'services', file: 'services/users.Dockerfile' },
  },
  owner: '@shop/owners',
  sonarQube: 'https://sonar.shop.example',
  ignoredChecks: { 'container-image-tag': 'tags are refused by the rule of each environment' },
};
