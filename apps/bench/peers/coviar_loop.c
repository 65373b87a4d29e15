/*
 * The accumulation loop of a loader such as CoViAR's, in C: for each pixel of a frame the pixel of the group's I-frame that it comes
 * from, moved block by block along the vectors that FFmpeg exports, and from it the arrays of motion and residual.
 *
 *   coviar_loop FILE PASSES each|last
 *
 * each: the arrays of every P-frame; last: those of the last one of a group, as for one call of such a loader. The first pass is not
 * timed: it gives the sum by which the caller knows that its arrays are the same.
 *
 * FILE, in the machine's byte order: int32 width, height, frames; for each frame int32 intra, vectors; the vectors as below; the picture,
 * width * height * 3 bytes (blue, green, red).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int16_t dst_x, dst_y, src_x, src_y; /* centres, pixels */
  uint8_t w, h;
  int16_t unused;
} Vector;

typedef struct {
  int32_t intra, count;
  Vector *vectors;
  uint8_t *bgr;
} Frame;

static int32_t width, height, frame_count;
static Frame *frames;
static int32_t *trace, *old_trace; /* [height, width, 2]: x, y in the I-frame */
static int32_t *motion;            /* [height, width, 2] */
static int32_t *residual;          /* [height, width, 3] */

static void start_group(void) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      old_trace[(y * width + x) * 2] = x;
      old_trace[(y * width + x) * 2 + 1] = y;
    }
  }
  memcpy(trace, old_trace, sizeof(int32_t) * 2 * width * height);
}

static void move_trace(const Frame *frame) {
  for (int i = 0; i < frame->count; i++) {
    const Vector v = frame->vectors[i];
    if (v.dst_x == v.src_x && v.dst_y == v.src_y) continue;
    for (int dy = -v.h / 2; dy < v.h / 2; dy++) {
      for (int dx = -v.w / 2; dx < v.w / 2; dx++) {
        const int x = v.dst_x + dx, y = v.dst_y + dy;
        const int sx = v.src_x + dx, sy = v.src_y + dy;
        if (x >= 0 && x < width && y >= 0 && y < height && sx >= 0 && sx < width && sy >= 0 && sy < height) {
          trace[(y * width + x) * 2] = old_trace[(sy * width + sx) * 2];
          trace[(y * width + x) * 2 + 1] = old_trace[(sy * width + sx) * 2 + 1];
        }
      }
    }
  }
  memcpy(old_trace, trace, sizeof(int32_t) * 2 * width * height);
}

static void write_arrays(const uint8_t *picture, const uint8_t *still) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      const int at = y * width + x;
      motion[at * 2] = x - trace[at * 2];
      motion[at * 2 + 1] = y - trace[at * 2 + 1];
    }
  }
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      const int at = y * width + x;
      const int source = (trace[at * 2 + 1] * width + trace[at * 2]) * 3;
      for (int c = 0; c < 3; c++) residual[at * 3 + c] = (int32_t)picture[at * 3 + c] - (int32_t)still[source + c];
    }
  }
}

/* Returns a sum over the motion arrays, if it is asked for. */
static int64_t pass(int each, int summed) {
  int64_t sum = 0;
  const uint8_t *still = NULL;
  for (int f = 0; f < frame_count; f++) {
    const Frame *frame = &frames[f];
    if (frame->intra) {
      still = frame->bgr;
      start_group();
      continue;
    }
    move_trace(frame);
    if (each || f + 1 == frame_count || frames[f + 1].intra) {
      write_arrays(frame->bgr, still);
      if (summed)
        for (int k = 0; k < width * height * 2; k++) sum += (int64_t)motion[k] * (k % 1021 + 1);
    }
  }
  return sum;
}

static void *room(size_t bytes) {
  void *memory = malloc(bytes ? bytes : 1);
  if (!memory) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return memory;
}

static void read_exactly(void *to, size_t bytes, FILE *file) {
  if (bytes && fread(to, bytes, 1, file) != 1) {
    fprintf(stderr, "the file ends early\n");
    exit(1);
  }
}

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
  if (!file) {
    fprintf(stderr, "usage: coviar_loop FILE PASSES each|last\n");
    return 2;
  }
  int32_t header[3];
  read_exactly(header, sizeof header, file);
  width = header[0];
  height = header[1];
  frame_count = header[2];
  const size_t pixels = (size_t)width * height;
  frames = room(sizeof(Frame) * frame_count);
  for (int f = 0; f < frame_count; f++) {
    read_exactly(&frames[f], 2 * sizeof(int32_t), file);
    frames[f].vectors = room(sizeof(Vector) * frames[f].count);
    read_exactly(frames[f].vectors, sizeof(Vector) * frames[f].count, file);
    frames[f].bgr = room(pixels * 3);
    read_exactly(frames[f].bgr, pixels * 3, file);
  }
  fclose(file);
  trace = room(pixels * 2 * sizeof(int32_t));
  old_trace = room(pixels * 2 * sizeof(int32_t));
  motion = room(pixels * 2 * sizeof(int32_t));
  residual = room(pixels * 3 * sizeof(int32_t));
  const int each = strcmp(argv[3], "each") == 0;
  const int64_t sum = pass(each, 1);
  const double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  for (int k = atoi(argv[2]); k > 0; k--) pass(each, 0);
  printf("{\"seconds\":%.9f,\"cpuSeconds\":%.9f,\"sum\":%lld}\n", now(CLOCK_MONOTONIC) - wall,
         now(CLOCK_PROCESS_CPUTIME_ID) - cpu, (long long)sum);
  return 0;
}
