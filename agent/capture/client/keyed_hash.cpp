#include "agent/capture/client/keyed_hash.hpp"

#include <sys/random.h>

#include <bit>
#include <cstdlib>
#include <cstring>

namespace magpie::agent::client {

namespace {

/// The state, by the names of the paper.
struct State {
    std::uint64_t v0;
    std::uint64_t v1;
    std::uint64_t v2;
    std::uint64_t v3;

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void take(std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

/// Up to eight bytes, the first one lowest.
std::uint64_t word_of(std::span<const std::uint8_t> bytes) {
    std::uint64_t word = 0;
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        word |= static_cast<std::uint64_t>(bytes[place]) << (8 * place);
    }
    return word;
}

}  // namespace

KeyedHash KeyedHash::random() {
    return {};
}

KeyedHash::KeyedHash(const Key& key) : key_{word_of(std::span(key).first(8)), word_of(std::span(key).last(8))} {}

KeyedHash::~KeyedHash() {
    explicit_bzero(key_.data(), sizeof(key_));
}

void KeyedHash::renew() {
    // Without randomness there is no privacy, and nothing to go on with.
    if (getrandom(key_.data(), sizeof(key_), 0) != static_cast<ssize_t>(sizeof(key_))) {
        std::abort();
    }
}

std::uint64_t KeyedHash::of(std::span<const std::uint8_t> bytes) const {
    State state{key_[0] ^ 0x736f6d6570736575, key_[1] ^ 0x646f72616e646f6d, key_[0] ^ 0x6c7967656e657261,
                key_[1] ^ 0x7465646279746573};
    auto rest = bytes;
    for (; rest.size() >= 8; rest = rest.subspan(8)) {
        state.take(word_of(rest.first(8)));
    }
    state.take(word_of(rest) | static_cast<std::uint64_t>(bytes.size()) << 56);
    state.v2 ^= 0xff;
    for (int round = 0; round < 4; ++round) {
        state.round();
    }
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace magpie::agent::client
