#include "wire/report/throughput_token.hpp"

#include <array>
#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie {

namespace {

enum class TokenField : protozero::pbf_tag_type {
    id = 1,
    asked = 2,  // ms of the node's monotonic clock
    lasts = 3   // ms
};
enum class StateField : protozero::pbf_tag_type {
    needs = 1,  // ms
    waits = 2,
    ended = 3  // absent where it has had none
};

constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

bool is_turn(std::uint64_t ms) {
    return ms != 0 && ms <= static_cast<std::uint64_t>(longest_turn.count());
}

Milliseconds milliseconds(std::uint64_t ms) {
    return Milliseconds{static_cast<std::int64_t>(ms)};
}

/// The fields 1 to 3, each a varint; 0 where it is absent. Nothing when the bytes are no protobuf.
std::optional<std::array<std::uint64_t, 3>> three_numbers(std::string_view bytes) {
    std::array<std::uint64_t, 3> numbers{};
    try {
        protozero::pbf_reader reader(bytes.data(), bytes.size());
        while (reader.next()) {
            const auto tag = reader.tag();
            if (tag >= 1 && tag <= numbers.size() && reader.wire_type() == protozero::pbf_wire_type::varint) {
                numbers[tag - 1] = reader.get_uint64();
            } else {
                reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return numbers;
}

}  // namespace

std::string encode(const ThroughputToken& token) {
    std::string bytes;
    protozero::pbf_builder<TokenField> builder(bytes);
    builder.add_uint64(TokenField::id, static_cast<std::uint64_t>(token.id));
    builder.add_uint64(TokenField::asked, static_cast<std::uint64_t>(token.asked.time_since_epoch().count()));
    builder.add_uint64(TokenField::lasts, static_cast<std::uint64_t>(token.lasts.count()));
    return bytes;
}

std::optional<ThroughputToken> decode_throughput_token(std::string_view bytes) {
    const auto numbers = three_numbers(bytes);
    if (!numbers) {
        return std::nullopt;
    }
    const auto [id, asked, lasts] = *numbers;
    if (id == 0 || id >= too_high || asked >= too_high || !is_turn(lasts)) {
        return std::nullopt;
    }
    return ThroughputToken{.id = TokenId{id}, .asked = Monotonic{milliseconds(asked)}, .lasts = milliseconds(lasts)};
}

std::string encode(const ThroughputState& state) {
    std::string bytes;
    protozero::pbf_builder<StateField> builder(bytes);
    builder.add_uint64(StateField::needs, static_cast<std::uint64_t>(state.needs.count()));
    builder.add_bool(StateField::waits, state.waits);
    if (state.ended != TokenId{}) {
        builder.add_uint64(StateField::ended, static_cast<std::uint64_t>(state.ended));
    }
    return bytes;
}

std::optional<ThroughputState> decode_throughput_state(std::string_view bytes) {
    const auto numbers = three_numbers(bytes);
    if (!numbers) {
        return std::nullopt;
    }
    const auto [needs, waits, ended] = *numbers;
    if (!is_turn(needs) || waits > 1 || ended >= too_high) {
        return std::nullopt;
    }
    return ThroughputState{.needs = milliseconds(needs), .waits = waits == 1, .ended = TokenId{ended}};
}

}  // namespace magpie
