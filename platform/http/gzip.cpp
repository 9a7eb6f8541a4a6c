#include "platform/http/gzip.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include <isa-l/igzip_lib.h>

namespace magpie::http {

struct Gzip::Stream {
    isal_zstream state{};
    std::array<std::uint8_t, ISAL_DEF_LVL1_DEFAULT> room{};
};

Gzip::Gzip() : stream_(std::make_unique<Stream>()) {
    auto& state = stream_->state;
    isal_deflate_init(&state);
    state.gzip_flag = IGZIP_GZIP;
    state.level = 1;
    state.level_buf = stream_->room.data();
    state.level_buf_size = static_cast<std::uint32_t>(stream_->room.size());
}

Gzip::~Gzip() = default;

void Gzip::add(std::string_view piece, bool last, std::string& out) {
    constexpr std::size_t step = 16 * 1024;
    auto& state = stream_->state;
    // The library does not write to its input.
    state.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(piece.data()));
    state.avail_in = static_cast<std::uint32_t>(piece.size());
    state.end_of_stream = last ? 1 : 0;
    state.flush = NO_FLUSH;
    do {
        const auto used = out.size();
        out.resize(used + step);
        state.next_out = reinterpret_cast<std::uint8_t*>(out.data() + used);
        state.avail_out = static_cast<std::uint32_t>(step);
        if (isal_deflate(&state) != COMP_OK) {
            throw std::logic_error("isal_deflate refuses its own parameters");
        }
        out.resize(used + step - state.avail_out);
    } while (state.avail_out == 0 || state.avail_in > 0 || (last && state.internal_state.state != ZSTATE_END));
}

}  // namespace magpie::http
