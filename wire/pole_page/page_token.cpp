#include "wire/pole_page/page_token.hpp"

#include <limits>
#include <utility>

#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie {
namespace {

using std::chrono::seconds;

constexpr std::size_t longest_holder = 64;
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void put(std::string& bytes, std::uint64_t value, unsigned size) {
    while (size-- > 0) {
        bytes += static_cast<char>(value >> (8 * size) & 0xFFU);
    }
}

/// Takes from the front, big-endian; nothing once there was too little.
class Reading {
  public:
    explicit Reading(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number(unsigned size) {
        std::uint64_t value = 0;
        for (const char byte : text(size)) {
            value = value << 8U | static_cast<unsigned char>(byte);
        }
        return value;
    }
    std::string_view text(std::uint64_t size) {
        good_ = good_ && size <= rest_.size();
        const auto taken = rest_.substr(0, good_ ? static_cast<std::size_t>(size) : 0);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
    bool good_ = true;
};

std::int64_t seconds_of(UtcMs time) {
    return std::chrono::floor<seconds>(time).time_since_epoch().count();
}

UtcMs time_of(std::uint64_t since_1970) {
    return UtcMs(seconds(static_cast<std::int64_t>(since_1970)));
}

bool is_whole(const PageToken& token) {
    return sparkplug::is_magpie_id(token.area) && (token.node.empty() || sparkplug::is_magpie_id(token.node)) &&
           !token.holder.empty() && token.holder.size() <= longest_holder && is_plain_text(token.holder) &&
           token.until > token.from && token.until - token.from <= longest_page_token && seconds_of(token.from) >= 0 &&
           std::in_range<std::uint32_t>(seconds_of(token.until));
}

int value_of(char c) {
    if (c >= 'a' && c <= 'z') {
        return c - 'a';
    }
    const auto at = digits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string in_base32(std::string_view bytes) {
    std::string text;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held = held << 8U | static_cast<unsigned char>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += digits[held >> bits & 31U];
        }
    }
    if (bits > 0) {
        text += digits[held << (5 - bits) & 31U];
    }
    return text;
}

std::optional<std::string> of_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            continue;
        }
        const int value = value_of(c);
        if (value < 0) {
            return std::nullopt;
        }
        held = (held << 5U | static_cast<unsigned>(value)) & 0xFFFU;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 0xFFU);
        }
    }
    // What is left is less than a byte, and of nobody's choice: else two texts would be one token.
    const bool canonical = bits < 5 && (held & ((1U << bits) - 1U)) == 0;
    return canonical ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

std::string encode(const PageToken& token) {
    if (!is_whole(token)) {
        return {};
    }
    std::string bytes;
    put(bytes, token.id, 8);
    put(bytes, static_cast<std::uint64_t>(seconds_of(token.from)), 4);
    put(bytes, static_cast<std::uint64_t>(seconds_of(token.until)), 4);
    for (const auto* name : {&token.area, &token.node, &token.holder}) {
        put(bytes, name->size(), 1);
        bytes += *name;
    }
    return bytes;
}

std::optional<PageToken> decode_page_token(std::string_view bytes) {
    Reading read(bytes);
    PageToken token;
    token.id = read.number(8);
    token.from = time_of(read.number(4));
    token.until = time_of(read.number(4));
    for (auto* name : {&token.area, &token.node, &token.holder}) {
        *name = read.text(read.number(1));
    }
    return read.good() && read.rest().empty() && is_whole(token) ? std::optional(std::move(token)) : std::nullopt;
}

bool concerns(const PageToken& token, std::string_view area, std::string_view node) {
    return token.area == area && (token.node.empty() || token.node == node);
}

std::string page_token_text(const CarriedPageToken& carried) {
    std::string bytes;
    for (const auto* part : {&carried.content, &carried.signature}) {
        if (part->empty() || part->size() > std::numeric_limits<std::uint16_t>::max()) {
            return {};
        }
        put(bytes, part->size(), 2);
        bytes += *part;
    }
    bytes += carried.certificate;
    auto text = std::string(page_token_begins) + in_base32(bytes);
    return carried.certificate.empty() || text.size() > longest_page_token_text ? std::string() : text;
}

std::optional<CarriedPageToken> read_page_token_text(std::string_view text) {
    if (text.size() > longest_page_token_text || text.size() < page_token_begins.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < page_token_begins.size(); ++i) {
        const char c = text[i];
        if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != page_token_begins[i]) {
            return std::nullopt;
        }
    }
    const auto bytes = of_base32(text.substr(page_token_begins.size()));
    if (!bytes) {
        return std::nullopt;
    }
    Reading read(*bytes);
    CarriedPageToken carried;
    carried.content = read.text(read.number(2));
    carried.signature = read.text(read.number(2));
    carried.certificate = read.rest();
    const bool whole =
        read.good() && !carried.content.empty() && !carried.signature.empty() && !carried.certificate.empty();
    return whole ? std::optional(std::move(carried)) : std::nullopt;
}

}  // namespace magpie
