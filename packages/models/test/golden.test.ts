import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { backendsBesidePyTorch, testBesidePyTorch } from "./beside-pytorch.js";
import { extraGoldenFolders } from "./golden.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/stm-net/${name}`, import.meta.url));
const usual = shared("golden", "stm_net");
const folders = [fixture("cropped"), fixture("small-patches"), ...(usual ? [usual] : []), ...extraGoldenFolders()];
const backends = await backendsBesidePyTorch();

describe("STM-Net beside PyTorch", () => testBesidePyTorch(folders, backends));
