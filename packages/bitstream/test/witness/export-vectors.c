/* What FFmpeg makes of video files: type, MD5 and exported motion vectors of every frame, in display order.

   export-vectors [-bitexact] FILE…      -bitexact: the standard's arithmetic, in plain C. A name that ends in .m4v is a raw MPEG-4 stream, in .h263 a raw H.263 one.
   Writes 32-bit words in the machine's byte order to standard output:
     frame: 1, type ('I', 'P', 'B', 'S'), 4 words of MD5, number of rows, rows
     row:   source, w, h, src_x, src_y, dst_x, dst_y, motion_x, motion_y, motion_scale
     end of file: 0, number of messages at level "error" or worse, 16 words of the first one's text */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libavutil/imgutils.h>
#include <libavutil/md5.h>
#include <libavutil/motion_vector.h>
#include <stdio.h>
#include <string.h>

static int32_t messages;
static char first_message[64];

static void count_message(void *context, int level, const char *format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  if (messages++ == 0) vsnprintf(first_message, sizeof first_message, format, arguments);
}

static void put(int32_t word) { fwrite(&word, 4, 1, stdout); }

static int put_frame(const AVFrame *frame) {
  int size = av_image_get_buffer_size(frame->format, frame->width, frame->height, 1);
  uint8_t digest[16], *pixels = size < 0 ? NULL : av_malloc(size);
  if (!pixels) return -1;
  av_image_copy_to_buffer(pixels, size, (const uint8_t *const *)frame->data, frame->linesize, frame->format,
                          frame->width, frame->height, 1);
  av_md5_sum(digest, pixels, size);
  av_free(pixels);
  put(1);
  put(av_get_picture_type_char(frame->pict_type));
  fwrite(digest, 16, 1, stdout);
  const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_MOTION_VECTORS);
  int count = side ? (int)(side->size / sizeof(AVMotionVector)) : 0;
  put(count);
  for (int i = 0; i < count; i++) {
    const AVMotionVector *v = (const AVMotionVector *)side->data + i;
    const int32_t row[10] = {v->source, v->w,     v->h,        v->src_x,    v->src_y,
                             v->dst_x,  v->dst_y, v->motion_x, v->motion_y, v->motion_scale};
    fwrite(row, sizeof row, 1, stdout);
  }
  return 0;
}

/* Sends a packet (NULL: the end) and writes the frames that come out. */
static int decode(AVCodecContext *decoder, const AVPacket *packet, AVFrame *frame) {
  /* A packet that cannot be decoded has left its message; the ffmpeg program goes on too. */
  avcodec_send_packet(decoder, packet);
  while (avcodec_receive_frame(decoder, frame) >= 0) {
    int failed = put_frame(frame);
    av_frame_unref(frame);
    if (failed) return failed;
  }
  return 0;
}

static int witness(const char *path, int bitexact) {
  const char *dot = strrchr(path, '.');
  const AVInputFormat *raw = NULL;
  if (dot && !strcmp(dot, ".m4v")) raw = av_find_input_format("m4v");
  if (dot && !strcmp(dot, ".h263")) raw = av_find_input_format("h263");
  AVFormatContext *file = NULL;
  AVCodecContext *decoder = NULL;
  const AVCodec *codec = NULL;
  AVPacket *packet = av_packet_alloc();
  AVFrame *frame = av_frame_alloc();
  int failed = avformat_open_input(&file, path, raw, NULL) < 0 || avformat_find_stream_info(file, NULL) < 0;
  /* The first video stream, as `-map 0:v:0` takes it. */
  int stream = -1;
  for (int i = failed ? -1 : (int)file->nb_streams - 1; i >= 0; i--)
    if (file->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO) stream = i;
  if (stream >= 0) stream = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, stream, -1, &codec, 0);
  failed = stream < 0 || !packet || !frame || !(decoder = avcodec_alloc_context3(codec));
  if (!failed) {
    avcodec_parameters_to_context(decoder, file->streams[stream]->codecpar);
    decoder->pkt_timebase = file->streams[stream]->time_base;
    decoder->flags2 |= AV_CODEC_FLAG2_EXPORT_MVS;
    if (bitexact) decoder->flags |= AV_CODEC_FLAG_BITEXACT;
    decoder->thread_count = 1;
    failed = avcodec_open2(decoder, codec, NULL) < 0;
  }
  /* What reading the first frames for their size had to say is said again while they are decoded. */
  messages = 0;
  memset(first_message, 0, sizeof first_message);
  while (!failed && av_read_frame(file, packet) >= 0) {
    if (packet->stream_index == stream) failed = decode(decoder, packet, frame);
    av_packet_unref(packet);
  }
  if (!failed) failed = decode(decoder, NULL, frame);
  avcodec_free_context(&decoder);
  avformat_close_input(&file);
  av_frame_free(&frame);
  av_packet_free(&packet);
  put(0);
  put(messages);
  fwrite(first_message, sizeof first_message, 1, stdout);
  return failed;
}

int main(int count, char **arguments) {
  int bitexact = count > 1 && !strcmp(arguments[1], "-bitexact");
  /* Some arithmetic for x86 is not the standard's even when told so: global motion. */
  if (bitexact) av_force_cpu_flags(0);
  av_log_set_callback(count_message);
  /* Without the arithmetic of this machine's own instructions, some of which "bitexact" leaves on. */
  if (bitexact) av_force_cpu_flags(0);
  for (int i = 1 + bitexact; i < count; i++) {
    if (witness(arguments[i], bitexact)) {
      fprintf(stderr, "cannot decode %s\n", arguments[i]);
      return 1;
    }
  }
  return fflush(stdout) != 0;
}
