import { filesOfTheRepository, findAll, textOf } from "./tree";

const { version } = JSON.parse(textOf("provider/package.json")) as { readonly version: string };
const archive = `pulumi-cloudflare-mcp-${version}.tgz`;

/** Everything that a reader might copy, but the page itself and what npm installs for us. */
const files = filesOfTheRepository().filter(
  (path) =>
    /\.(?:md|ya?ml)$/.test(path) &&
    !/^(?:CHANGELOG\.md|docs\/(?:get-started|internals\/decisions)\.md|\.github\/|docs\/pipelines)/.test(path),
);

test("no page installs the package from the registry, where it is not yet", () => {
  const wrong = /npm (?:install|i|add) (?!-)[^\n`]*pulumi-cloudflare-mcp(?!-\d)/;
  expect(files.filter((path) => wrong.test(textOf(path)))).toEqual([]);
  expect(files.filter((path) => /^npm install$/m.test(textOf(path)))).toEqual([]);
});

test.each(["README.md", "provider/README.md", "docs/reference.md", "docs/existing-accounts.md"])(
  "%s leads to the page that says how to install it from a checkout",
  (path) => {
    expect(textOf(path)).toContain("get-started.md");
  },
);

test("the template and an exported project say how, too", () => {
  expect(textOf("templates/typescript/Pulumi.yaml")).toContain("docs/get-started.md");
  expect(textOf("provider/src/cli/export/readme.ts")).toContain("npm pack --workspace provider");
});

test("every archive that a page names is what npm pack makes of this version", () => {
  const named = ["docs/get-started.md", ...files].flatMap((path) =>
    findAll(textOf(path), /pulumi-cloudflare-mcp-\d[\w.-]*\.tgz/g),
  );
  expect(named.length).toBeGreaterThan(1);
  expect(new Set(named)).toEqual(new Set([archive]));
});
