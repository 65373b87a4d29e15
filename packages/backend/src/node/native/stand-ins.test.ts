import { expect, it } from "vitest";
import { withOldUtil, withTablePerThread } from "./stand-ins.js";

it("changes only what it names in tfjs-node's files", () => {
  expect(withOldUtil('var a = require("util"), b = require("./util");')).toBe(
    'var a = require("cvar-util"), b = require("./util");',
  );
  const table = "static std::set<std::string> ATTR_NAME_SET;\n";
  expect(withTablePerThread(`// before\n${table}`)).toBe(`// before\nstatic thread_local ${table.slice(7)}`);
});
