#include "collector/ingest/refusals.hpp"

#include <chrono>

#include "wire/text.hpp"

namespace magpie::collector {

bool Refusals::add(Reason reason, std::string_view topic, std::string_view payload, const Now& now) {
    ++counts_[static_cast<std::size_t>(reason)];
    return keep(reason, topic, payload, now);
}

void Refusals::keep_counted(std::string_view topic, std::string_view payload, const Now& now) {
    for (unsigned reason = 0; to_keep_ != 0; ++reason, to_keep_ >>= 1U) {
        if ((to_keep_ & 1U) != 0) {
            keep(static_cast<Reason>(reason), topic, payload, now);
        }
    }
}

bool Refusals::keep(Reason reason, std::string_view topic, std::string_view payload, const Now& now) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto& last = last_kept_[static_cast<std::size_t>(reason)];
    if (last && now.mono < *last + std::chrono::seconds(1)) {
        return false;
    }
    last = now.mono;
    std::string bytes;
    for (const char c : payload.substr(0, 64)) {
        bytes += digits[static_cast<std::uint8_t>(c) >> 4];
        bytes += digits[static_cast<std::uint8_t>(c) & 0xf];
    }
    kept_.push_back({now.wall, std::string(word(reason)), escaped(topic), std::move(bytes)});
    ++ever_kept_;
    if (kept_.size() > most_kept) {
        kept_.pop_front();
    }
    return true;
}

}  // namespace magpie::collector
