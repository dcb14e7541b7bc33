import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../lib/manifest';
import { tokenOf } from '../lib/model/token';
import { environment } from './support/testing';

interface Given {
  readonly namespace?: string | undefined;
  readonly body?: () => object;
}

function manifest(
  { namespace, body = () => ({ spec: { b: 1, a: [{ d: 1, c: 2 }] } }) }: Given = { namespace: 'dev' },
): Manifest {
  const blueprint = {
    apiVersion: 'v1',
    kind: 'Thing',
    name: 'it',
    namespace,
    labels: { a: 'b' },
    body: body as () => never,
  };
  return new Manifest(new Construct(environment(), 'scope'), 'Thing', blueprint);
}

const written = (object: Manifest): string => JSON.stringify(object.toJson());

test('it is an object of cdk8s', () => {
  const object = manifest();
  expect(object).toBeInstanceOf(ApiObject);
  expect([object.apiVersion, object.kind, object.name, object.metadata.namespace]).toEqual([
    'v1',
    'Thing',
    'it',
    'dev',
  ]);
});

test('it tells itself from other objects of cdk8s', () => {
  const other = new ApiObject(environment(), 'x', { apiVersion: 'v1', kind: 'Thing' });
  expect([Manifest.isManifest(manifest()), Manifest.isManifest(other)]).toEqual([true, false]);
});

test('fields stand in the order of their names, after apiVersion, kind and metadata', () => {
  const object = manifest({ namespace: 'dev', body: () => ({ z: 1, spec: { b: 1, a: [{ d: 1, c: 2 }] }, data: {} }) });
  expect(written(object)).toBe(
    '{"apiVersion":"v1","kind":"Thing","metadata":{"labels":{"a":"b"},"name":"it","namespace":"dev"},"data":{},"spec":{"a":[{"c":2,"d":1}],"b":1},"z":1}',
  );
});

test('what is undefined is left out', () => {
  const body = (): object => ({ spec: { a: undefined, b: [{ c: undefined }], d: null } });
  expect(written(manifest({ namespace: 'dev', body }))).toContain('"spec":{"b":[{}],"d":null}');
});

test('an object of the cluster carries no namespace, although its chart has one', () => {
  expect(manifest({ namespace: undefined }).toJson().metadata).toEqual({ name: 'it', labels: { a: 'b' } });
});

test('its content is computed when it is written, not before', () => {
  let value = 1;
  const object = manifest({ namespace: 'dev', body: () => ({ value }) });
  value = 2;
  expect(object.toJson()).toMatchObject({ value: 2 });
});

describe('an override', () => {
  test('merges objects, replaces all else, and adds what was not there', () => {
    const object = manifest();
    object.override({ spec: { b: { x: 1 }, a: [9], c: { d: { e: 1 } } } });
    expect(object.toJson().spec).toEqual({ a: [9], b: { x: 1 }, c: { d: { e: 1 } } });
  });

  test('removes a field by null, even deep in what was not there', () => {
    const object = manifest();
    object.override({ spec: { b: null, new: { gone: null, kept: 1 } } });
    expect(object.toJson().spec).toEqual({ a: [{ c: 2, d: 1 }], new: { kept: 1 } });
  });

  test('of metadata adds to it', () => {
    const object = manifest();
    object.override({ metadata: { annotations: { a: 'b' } } });
    expect(object.toJson().metadata).toMatchObject({ name: 'it', annotations: { a: 'b' } });
  });

  test('has the last say over those before', () => {
    const object = manifest();
    object.override({ spec: { b: 2, c: 2 } });
    object.override({ spec: { b: 3, c: null } });
    expect(object.toJson().spec).toMatchObject({ b: 3 });
    expect(object.toJson().spec).not.toHaveProperty('c');
  });

  test('leaves the content itself as it was', () => {
    const spec = { a: { b: 1 } };
    const object = manifest({ namespace: 'dev', body: () => ({ spec }) });
    object.override({ spec: { a: { b: 2 } } });
    object.toJson();
    expect(spec).toEqual({ a: { b: 1 } });
  });
});

describe('a JSON patch of cdk8s', () => {
  test('comes after every override', () => {
    const object = manifest();
    object.addJsonPatch(JsonPatch.replace('/spec/b', 7), JsonPatch.add('/spec/a/0/e', 8));
    object.addJsonPatch(JsonPatch.remove('/spec/a/0/c'));
    object.override({ spec: { b: 3 } });
    expect(object.toJson().spec).toEqual({ a: [{ d: 1, e: 8 }], b: 7 });
  });

  test('keeps the order of the fields at the head', () => {
    const object = manifest();
    object.addJsonPatch(JsonPatch.add('/data', {}));
    expect(Object.keys(object.toJson())).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'data']);
  });

  test('fails for a path that leads nowhere', () => {
    const object = manifest();
    object.addJsonPatch(JsonPatch.replace('/nothing/here', 1));
    expect(() => object.toJson()).toThrow();
  });
});

describe('a value that only a running engine knows', () => {
  const withToken = (fallback?: string): Manifest =>
    manifest({ namespace: 'dev', body: () => ({ spec: { a: [tokenOf('late', fallback)] } }) });

  test('is written as what stands in its place', () => {
    expect(withToken('usual').toJson().spec).toEqual({ a: ['usual'] });
  });

  test('fails where nothing does', () => {
    expect(() => withToken().toJson()).toThrow(
      /^\[dev\/scope\/Thing\] \/spec\/a\/0 is a Pulumi Output, which only `pulumi up` knows: give fromOutput\(\) a second argument for `cdk8s synth`$/,
    );
  });
});

test('labels and annotations of cdk8s’ metadata are written', () => {
  const object = manifest();
  object.metadata.addLabel('c', 'd');
  object.metadata.addAnnotation('e', 'f');
  expect(object.toJson().metadata).toMatchObject({ labels: { a: 'b', c: 'd' }, annotations: { e: 'f' } });
});
