import { expect, test } from "vitest";
import { FIRST_ORDER, type OrderState, pictureOrder } from "./picture-order-count.js";
import type { SliceHeader } from "./slice-header.js";

const SPS = {
  log2MaxFrameNum: 4,
  log2MaxPicOrderCntLsb: 4,
  picOrderCntType: 0,
  offsetForNonRefPic: -1,
  offsetForTopToBottomField: 1,
  offsetsForRefFrame: [2, 4],
};

function header(values: Partial<SliceHeader>, type = 0): SliceHeader {
  return {
    idr: false,
    referenceIdc: 1,
    frameNum: 0,
    structure: 3,
    picOrderCntLsb: 0,
    deltaPicOrderCntBottom: 0,
    deltaPicOrderCnt: [0, 0],
    marking: { longTermReference: false, operations: null },
    pps: { sps: { ...SPS, picOrderCntType: type } },
    ...values,
  } as unknown as SliceHeader;
}

/** Orders of pictures one after the other. */
function orders(type: number, ...pictures: Partial<SliceHeader>[]): number[] {
  let state: OrderState = FIRST_ORDER;
  return pictures.map((values) => {
    const order = pictureOrder(header(values, type), state);
    state = order.after;
    return values.structure === 2 ? order.bottom : order.top;
  });
}

test("type 0: the most significant part follows the wrap of the least significant one, both ways", () => {
  const lsbs = [0, 6, 12, 2, 10, 4, 12, 3, 14].map((picOrderCntLsb) => ({ picOrderCntLsb }));
  expect(orders(0, ...lsbs)).toEqual([0, 6, 12, 18, 26, 20, 28, 35, 30]);
});

test("type 0: pictures that are not referred to leave no trace; an IDR picture begins anew", () => {
  const lsb = (picOrderCntLsb: number, values: Partial<SliceHeader> = {}) => ({ picOrderCntLsb, ...values });
  expect(orders(0, lsb(12), lsb(4, { referenceIdc: 0 }), lsb(14), lsb(0, { idr: true }))).toEqual([-4, 4, -2, 0]);
});

test("type 0: the bottom field of a frame has its own order", () => {
  const { top, bottom } = pictureOrder(header({ picOrderCntLsb: 6, deltaPicOrderCntBottom: -1 }), FIRST_ORDER);
  expect([top, bottom]).toEqual([6, 5]);
});

test("operation 5 sets the picture's own order to 0 once it is decoded (8.2.1)", () => {
  const marking = { longTermReference: false, operations: [{ operation: 5 as const }] };
  const order = pictureOrder(header({ picOrderCntLsb: 6, deltaPicOrderCntBottom: 2, frameNum: 7, marking }), {
    ...FIRST_ORDER,
    msb: 16,
    lsb: 4,
  });
  expect(order).toMatchObject({ top: 22, bottom: 24, reset: 22 });
  expect(order.after).toEqual({ msb: 0, lsb: 0, frameNum: 0, frameNumOffset: 0 });
});

test("type 1: a cycle of expected differences", () => {
  const frames = [0, 1, 2, 3, 4].map((frameNum) => ({ frameNum, idr: frameNum === 0 }));
  // Differences 2 and 4 in turn; one that is not referred to comes 1 before that of the frame before it.
  expect(orders(1, ...frames)).toEqual([0, 2, 6, 8, 12]);
  expect(orders(1, ...frames.slice(0, 3), { frameNum: 3, referenceIdc: 0 })).toEqual([0, 2, 6, 5]);
  expect(orders(1, ...frames.slice(0, 2), { frameNum: 2, structure: 2 })).toEqual([0, 2, 7]);
});

test("type 2: twice the number in decoding order, one less where it is not referred to, across the wrap of frame_num", () => {
  expect(orders(2, { frameNum: 14 }, { frameNum: 15, referenceIdc: 0 }, { frameNum: 15 }, { frameNum: 0 })).toEqual([
    28, 29, 30, 32,
  ]);
});
