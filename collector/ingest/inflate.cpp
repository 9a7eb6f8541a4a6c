#include "collector/ingest/inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace magpie::collector {

std::optional<std::string> inflate(std::string_view compressed, std::size_t most) {
    if (compressed.size() > std::numeric_limits<uInt>::max()) {
        return std::nullopt;
    }
    z_stream stream{};
    // 32: tell zlib from gzip by the header.
    if (inflateInit2(&stream, MAX_WBITS + 32) != Z_OK) {
        return std::nullopt;
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // zlib reads only
    stream.avail_in = static_cast<uInt>(compressed.size());
    std::string plain;
    std::array<char, 16384> piece;
    int state = Z_OK;
    while (state == Z_OK && plain.size() <= most) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = ::inflate(&stream, Z_NO_FLUSH);
        plain.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END || plain.size() > most) {
        return std::nullopt;
    }
    return plain;
}

}  // namespace magpie::collector
