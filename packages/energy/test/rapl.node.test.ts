import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isEnergyError } from "../src/index.js";
import { measureEnergy, raplStatus } from "../src/node/index.js";

const RANGE = 262_143_328_850;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "powercap-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function zone(folder: string, name: string, microjoules: number | string, range = RANGE): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, "name"), `${name}\n`);
  writeFileSync(join(root, folder, "max_energy_range_uj"), `${range}\n`);
  set(folder, microjoules);
}

/** In one go, as the kernel's files are: a reader in another thread never sees half of it. */
function set(folder: string, microjoules: number | string): void {
  const next = join(root, folder, "next");
  writeFileSync(next, `${microjoules}\n`);
  renameSync(next, join(root, folder, "energy_uj"));
}

/** Two sockets with their parts and memory, the machine's own counter, and one package shown twice. */
function server(): void {
  zone("intel-rapl:0", "package-0", 1_000_000);
  zone("intel-rapl:0:0", "core", 400_000);
  zone("intel-rapl:0:1", "dram", 50_000, 65_712_999_613);
  zone("intel-rapl:1", "package-1", RANGE - 250_000);
  zone("intel-rapl:2", "psys", 10);
  zone("intel-rapl-mmio:0", "package-0", 1_000_000);
  mkdirSync(join(root, "dtpm"));
}

it("sums packages and memory, and a counter that starts again goes on", async () => {
  server();
  const measured = await measureEnergy(
    () => {
      set("intel-rapl:0", 3_500_000);
      set("intel-rapl:0:0", 1_400_000);
      set("intel-rapl:0:1", 550_000);
      set("intel-rapl:1", 750_000);
      set("intel-rapl:2", 9_000_010);
      set("intel-rapl-mmio:0", 3_500_000);
      return "done";
    },
    { root },
  );
  expect(measured.result).toBe("done");
  expect(measured.joules).toBeCloseTo(2.5 + 0.5 + 1, 9);
  expect(measured.domains).toEqual([
    { name: "package-0", joules: 2.5 },
    { name: "core", joules: 1 },
    { name: "dram", joules: 0.5 },
    { name: "package-1", joules: 1 },
    { name: "psys", joules: 9 },
  ]);
  expect(measured).toMatchObject({ method: "RAPL", reason: null, idleWatts: null, joulesAboveIdle: null });
});

it("reads now and then while an asynchronous function runs, so that several ranges may pass", async () => {
  zone("intel-rapl:0", "package-0", 0, 1e12);
  const measured = await measureEnergy(
    async () => {
      for (const microjoules of [9e11, 8e11, 7e11]) {
        set("intel-rapl:0", microjoules);
        // Many short sleeps: on a busy machine a reading may come late.
        for (let i = 0; i < 20; i++) await sleep(5);
      }
    },
    { root, everySeconds: 0.005 },
  );
  expect(measured.joules).toBeCloseTo(2.7e6, 3);
});

it("does not answer where a counter may have started again more than once", async () => {
  zone("intel-rapl:0", "package-0", 0, 1_000_000); // one joule
  const measured = await measureEnergy(() => sleep(30), { root });
  expect(measured.joules).toBeNull();
  expect(measured.reason).toMatch(/package-0 .* more than once/);
});

it("subtracts what the machine draws at rest", async () => {
  zone("intel-rapl:0", "package-0", 0);
  let microjoules = 0;
  const drawing = setInterval(() => {
    microjoules += 100_000;
    set("intel-rapl:0", microjoules);
  }, 10);
  try {
    const measured = await measureEnergy(() => sleep(100), { root, idleSeconds: 0.1 });
    expect(measured.idleWatts).toBeGreaterThan(0);
    expect(measured.joulesAboveIdle).toBeCloseTo(measured.joules! - measured.idleWatts! * measured.seconds, 9);
  } finally {
    clearInterval(drawing);
  }
});

it("says why there is nothing", async () => {
  const reasons = async () => (await raplStatus(root)).reason;
  expect(await reasons()).toMatch(/no intel-rapl zone/);
  const absent = await measureEnergy(() => 7, { root: join(root, "nowhere") });
  expect(absent).toMatchObject({ result: 7, joules: null, joulesAboveIdle: null, domains: [] });
  expect(absent.reason).toMatch(/RAPL/);
  zone("intel-rapl:0", "package-0", "garbage");
  expect(await reasons()).toMatch(/energy_uj holds "garbage"/);
  zone("intel-rapl:0", "package-0", "");
  expect(await reasons()).toMatch(/energy_uj holds ""/);
  rmSync(join(root, "intel-rapl:0", "energy_uj"));
  expect(await reasons()).toMatch(/ENOENT/);
  zone("intel-rapl:0", "core", 1);
  expect(await reasons()).toMatch(/no package counter/);
});

it.skipIf(process.getuid?.() === 0)("says that only root may read", async () => {
  zone("intel-rapl:0", "package-0", 1);
  chmodSync(join(root, "intel-rapl:0", "energy_uj"), 0);
  expect((await raplStatus(root)).reason).toMatch(/root alone.*chmod a\+r/);
});

it("lets errors of the function pass, and a counter that vanishes is no figure", async () => {
  zone("intel-rapl:0", "package-0", 1);
  const failing = measureEnergy(() => Promise.reject(new RangeError("mine")), { root });
  await expect(failing).rejects.toThrow(RangeError);
  const gone = await measureEnergy(() => rmSync(join(root, "intel-rapl:0", "energy_uj")), { root });
  expect(gone.joules).toBeNull();
  expect(gone.reason).toMatch(/could not be read again/);
});

it("refuses options that make no sense", async () => {
  for (const options of [{ idleSeconds: -1 }, { idleSeconds: Number.NaN }, { everySeconds: 0 }]) {
    const error = await measureEnergy(() => 0, { root, ...options }).catch((e: unknown) => e);
    expect(isEnergyError(error, "InvalidOptionError")).toBe(true);
  }
});
