#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace magpie::fakes {

enum class Wrapping { zlib = MAX_WBITS, gzip = MAX_WBITS + 16, raw = -MAX_WBITS };

inline std::string deflated(std::string_view plain, Wrapping wrapping = Wrapping::zlib) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, static_cast<int>(wrapping), 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::runtime_error("deflateInit2");
    }
    std::string bytes(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const int state = ::deflate(&stream, Z_FINISH);
    bytes.resize(bytes.size() - stream.avail_out);
    deflateEnd(&stream);
    if (state != Z_STREAM_END) {
        throw std::runtime_error("deflate");
    }
    return bytes;
}

}  // namespace magpie::fakes
