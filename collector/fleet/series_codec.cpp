#include "collector/fleet/series_codec.hpp"

#include <cstdint>
#include <utility>

namespace magpie::collector {

namespace {

constexpr std::uint64_t version = 1;
constexpr std::uint64_t single_precision_flag = 1;

void put(std::string& out, std::uint64_t number) {
    while (number >= 0x80) {
        out += static_cast<char>((number & 0x7f) | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

void put(std::string& out, std::string_view text) {
    put(out, std::uint64_t{text.size()});
    out += text;
}

void put(std::string& out, const Labels& labels) {
    put(out, std::uint64_t{labels.size()});
    for (const auto& [name, value] : labels) {
        put(out, std::string_view(name));
        put(out, std::string_view(value));
    }
}

/// Reads from the front; after the first fault everything is empty and `good` stays false.
struct Input {
    std::string_view rest;
    bool good = true;

    std::uint64_t number() {
        std::uint64_t result = 0;
        for (unsigned shift = 0; shift < 63; shift += 7) {
            if (rest.empty()) {
                break;
            }
            const auto byte = static_cast<std::uint8_t>(rest.front());
            rest.remove_prefix(1);
            result |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) {
                return result;
            }
        }
        return fail();
    }

    /// A number of things of at least `size` bytes each, which the rest can hold.
    std::size_t count(std::size_t size) {
        const auto result = number();
        return result <= rest.size() / size ? static_cast<std::size_t>(result) : fail();
    }

    std::string text() {
        const auto size = count(1);
        std::string result(rest.substr(0, size));
        rest.remove_prefix(size);
        return result;
    }

    Labels labels() {
        Labels result;
        for (auto left = count(2); left > 0 && good; --left) {
            auto name = text();
            auto value = text();
            result.emplace_back(std::move(name), std::move(value));
        }
        return result;
    }

    std::size_t fail() {
        good = false;
        rest = {};
        return 0;
    }
};

template <typename Element, typename ReadElement>
std::optional<std::vector<Element>> decode_list(std::string_view bytes, std::size_t least, ReadElement&& read) {
    Input input{.rest = bytes};
    if (input.number() != version) {
        return std::nullopt;
    }
    std::vector<Element> list;
    for (auto left = input.count(least); left > 0 && input.good; --left) {
        list.push_back(read(input));
    }
    if (!input.good || !input.rest.empty()) {
        return std::nullopt;
    }
    return list;
}

}  // namespace

std::string encode_series(std::span<const SeriesDescription> series) {
    std::string out;
    out.reserve(series.size() * 64);
    put(out, version);
    put(out, std::uint64_t{series.size()});
    for (const auto& one : series) {
        put(out, std::string_view(one.name));
        put(out, std::string_view(one.help));
        put(out, one.single_precision ? single_precision_flag : 0);
        put(out, one.labels);
    }
    return out;
}

std::optional<std::vector<SeriesDescription>> decode_series(std::string_view bytes) {
    return decode_list<SeriesDescription>(bytes, 4, [](Input& input) {
        SeriesDescription one;
        one.name = input.text();
        one.help = input.text();
        one.single_precision = (input.number() & single_precision_flag) != 0;
        one.labels = input.labels();
        return one;
    });
}

std::string encode_info(std::span<const InfoLabels> info) {
    std::string out;
    put(out, version);
    put(out, std::uint64_t{info.size()});
    for (const auto& one : info) {
        put(out, std::uint64_t{one.slot});
        put(out, one.labels);
    }
    return out;
}

std::optional<std::vector<InfoLabels>> decode_info(std::string_view bytes) {
    return decode_list<InfoLabels>(bytes, 2, [](Input& input) {
        InfoLabels one;
        const auto slot = input.number();
        one.slot = slot <= 0xffffffffU ? static_cast<std::uint32_t>(slot) : static_cast<std::uint32_t>(input.fail());
        one.labels = input.labels();
        return one;
    });
}

}  // namespace magpie::collector
