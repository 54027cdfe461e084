// The lists of operations in the documentation, computed from the operations' definitions.

/** Returns the generated files by path. `read` returns the text of a file as it is. */
export function operationLists(operations, read) {
  const names = [...new Set(operations.map(({ name }) => name))].sort();
  const actions = operations.filter(({ resource }) => resource === 'none').map(({ name }) => `"rekognition:${name}"`);
  return new Map([
    ['docs/engine.md', read('docs/engine.md').replace(/(?<=^\*\*Operations:\*\* ).*$/m, `${names.join(', ')}.`)],
    ...['docs/kubernetes.md', 'docs/tenants.md'].map((path) => [path, withActions(read(path), actions)]),
  ]);
}

/** In a policy, the actions that are allowed on all resources because their requests name no collection. */
function withActions(page, actions) {
  return page.replace(
    /"Action": \["rekognition:(?!\*)[^\]]*\](?=,\s*"Resource": \[?"\*")/,
    () => `"Action": [${actions.join(', ')}]`,
  );
}
