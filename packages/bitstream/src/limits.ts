/** Bytes of one packet (one coded picture). A 4K intra picture at the finest quantiser stays below half of it. */
export const MAX_PACKET_BYTES = 64 * 2 ** 20;

/** Packets of one track that an index may list: nearly 10 hours at 30 frames per second. */
export const MAX_PACKETS = 2 ** 20;

/** Packets held back to number frames in display order: streams have up to 20 B-frames in a row. */
export const MAX_HELD_PACKETS = 64;
export const MAX_HELD_BYTES = 64 * 2 ** 20;

/** Bytes of a container's headers: MP4's moov and moof boxes together, AVI's hdrl list, AVI's idx1. */
export const MAX_HEADER_BYTES = 64 * 2 ** 20;

/** Bytes kept of a source that cannot be read twice: a `ReadableStream`, or a server that knows no ranges. */
export const MAX_BUFFERED_BYTES = 512 * 2 ** 20;

/** Boxes at the top level of an MP4 file: two for each fragment. */
export const MAX_TOP_LEVEL_BOXES = 2 ** 18;

/** Lists and boxes inside each other. */
export const MAX_NESTING = 16;

/** Bytes read from a file's start to tell what it is, and to find the sequence headers of a raw stream. */
export const PROBE_BYTES = 64 * 2 ** 10;

/** How long a server may take to answer one request. */
export const REQUEST_TIMEOUT_MS = 30_000;
