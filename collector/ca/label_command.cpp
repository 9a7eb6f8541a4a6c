#include "collector/ca/label_command.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "collector/ca/qr_code.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/revocation_list.hpp"
#include "platform/tls/x509.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

constexpr std::size_t hash_digits = 16;  // 80 bits

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

/// As a maker prints it on a box.
bool is_serial(const std::string& text) {
    return text.size() <= 32 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                      c == '.';
           });
}

std::string hash_of(const std::string& what) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(what.data(), what.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string text;
    for (std::size_t i = 0; i < hash_digits; ++i) {
        const std::size_t bit = 5 * i;
        const unsigned pair = static_cast<unsigned>(digest.at(bit / 8)) << 8U | digest.at(bit / 8 + 1);
        text += digits[pair >> (11 - bit % 8) & 31U];
    }
    return text;
}

/// The code with the names below it, which a person reads who has no phone.
std::string sign(const QrCode& code, const std::string& name, const std::string& serial) {
    const auto side = code.width + 8;
    const auto height = side + (serial.empty() ? 7 : 11);
    const auto length = [](std::size_t modules) { return std::to_string(modules) + "mm"; };
    const auto line = [&](std::size_t y, double size, const std::string& text) {
        // No name may leave the sign.
        const double fits = std::min(size, 1.6 * static_cast<double>(side) / static_cast<double>(text.size()));
        return "<text x=\"" + std::to_string(side / 2) + "\" y=\"" + std::to_string(y) + "\" font-size=\"" +
               std::to_string(fits) + "\" text-anchor=\"middle\" font-family=\"monospace\">" + text + "</text>\n";
    };
    const auto whole = svg(code);
    const auto begin = whole.find("<path");
    const auto drawing = whole.substr(begin, whole.find("</svg>") - begin);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + length(side) + "\" height=\"" + length(height) +
           "\" viewBox=\"0 0 " + std::to_string(side) + " " + std::to_string(height) +
           "\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<g>\n" + drawing + "</g>\n" +
           line(side + 2, 4, name) + (serial.empty() ? "" : line(side + 7, 3, serial)) + "</svg>\n";
}

}  // namespace

std::string label_words(const std::string& area, const std::string& node, const std::string& serial, X509* root) {
    if (!sparkplug::is_magpie_id(area) || !sparkplug::is_magpie_id(node) || !is_serial(serial)) {
        return {};
    }
    const auto who = in_capitals(area + "/" + node + (serial.empty() ? "" : "/" + serial));
    return "MAGPIE:" + who + ":" + hash_of("magpie label 1\n" + tls::key_name(root) + "\n" + who);
}

tl::expected<std::string, std::string> label_command(const Call& call, UtcMs /*now*/) {
    const auto area = *call.option("area");
    const auto node = *call.option("node");
    const auto serial = call.option("serial", "");
    const auto out = *call.option("out");
    const auto root = tls::read_certificates(*call.option("ca"));
    if (!root) {
        return wrong(root.error());
    }
    const auto words = label_words(area, node, serial, root->front().get());
    const auto code = words.empty() ? wrong(
                                          "--area and --node must be 1 to 32 of a-z, 0-9 and -; --serial at most 32 "
                                          "of A-Z, a-z, 0-9, - and .")
                                    : qr_code(words);
    if (!code) {
        return wrong(code.error());
    }
    return files::write_new_file(out, sign(*code, area + "/" + node, serial), files::for_all_to_read).map([&] {
        return escaped(out) + " is the sign of " + area + "/" + node + ": " + words + "\n";
    });
}

}  // namespace magpie::collector::ca
