import { packageTests } from "../../scripts/vitest-package.js";

export default packageTests("bench");
