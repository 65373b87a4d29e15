import type { Codec, DecodedPicture, Packet, PictureHeader } from "../src/codec.js";
import { TruncatedStreamError } from "../src/errors.js";
import { fakeCodec } from "./fake-codec.js";

/** A word of the streams of {@link orderedCodec}. */
const picture = /^([IRPBpb])(-?\d+)([',]?)([x!n]?)$/;

/**
 * A codec whose pictures have an order. A stream is words behind start codes: "I0" is a key frame that begins an epoch, "R0" one that
 * does not; "P8", "B4"; small letters: no frame refers to it; "'", "," behind: its first, its second field; "x": damaged; "!": its header
 * is; "n": no frame. Other words are no pictures.
 *
 * @param fed takes every packet that the decoder is given, in brackets where nothing of it is to be delivered
 */
export function orderedCodec(reorderDepth: number, fed: string[] = []): Codec {
  function readPictureHeaders({ data }: Packet, _headers: unknown, before: unknown) {
    let epoch = (before as number | undefined) ?? 0;
    const pictures: PictureHeader[] = [];
    for (const { word, end } of words(data)) {
      const [, letter, order, field, mark] = picture.exec(word) ?? [];
      if (letter === undefined) continue;
      if (mark === "!") throw new TruncatedStreamError("a damaged header");
      if (letter === "I") epoch++;
      if (field === "," && pictures.at(-1)?.half === "first") {
        const { half: _half, ...whole } = pictures.pop()!;
        pictures.push({ ...whole, end });
        continue;
      }
      pictures.push({
        type: letter === "R" ? "I" : (letter.toUpperCase() as "I" | "P" | "B"),
        keyFrame: /[IR]/.test(letter),
        isFrame: mark !== "n",
        coded: true,
        packed: false,
        order: epoch * 2 ** 33 + Number(order),
        reference: letter < "a",
        ...(field && { half: field === "'" ? "first" : "second" }),
        start: pictures.at(-1)?.end ?? 0,
        end,
      });
    }
    return { pictures, after: epoch, replaceable: true };
  }

  return {
    ...fakeCodec,
    name: "h264",
    readHeaders: (bytes) => ({ ...fakeCodec.readHeaders(bytes), reorderDepth }),
    readPictureHeaders,
    middle: 0,
    async createDecoder(headers) {
      return {
        decode(packet, numbers, before) {
          const text = words(packet.data).map(({ word }) => word);
          fed.push(numbers[0] ? text.join("+") : `(${text.join("+")})`);
          if (text.some((word) => word.endsWith("x"))) throw new TruncatedStreamError("damaged");
          const { pictures } = readPictureHeaders(packet, headers, before);
          return pictures.flatMap(({ type, keyFrame, reference = true }, i): DecodedPicture[] =>
            numbers[i] ? [{ type, keyFrame, reference, motion: null, residual: null, picture: null }] : [],
          );
        },
        reset: () => void fed.push("reset"),
      };
    },
  };
}

const START = "\0\0\x01\xb6";

/** The packets of a text: words divided by spaces, several of a packet by "+". */
export function orderedPackets(text: string): Uint8Array[] {
  return text.split(" ").map((packet) =>
    Uint8Array.from(
      packet
        .split("+")
        .map((word) => START + word)
        .join(""),
      (character) => character.charCodeAt(0),
    ),
  );
}

function words(data: Uint8Array) {
  const text = String.fromCharCode(...data);
  const found: { word: string; start: number; end: number }[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: start codes are made of them
  for (const match of text.matchAll(/\0\0\x01\xb6([^\0]*)/g)) {
    found.push({ word: match[1]!, start: match.index, end: match.index + match[0].length });
  }
  return found;
}
