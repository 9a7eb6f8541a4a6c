#include "collector/ca/image_command.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "platform/files/files.hpp"
#include "platform/tls/signed_content.hpp"
#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/modbus/register_map.hpp"
#include "wire/node_image/node_image.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using Result = tl::expected<std::string, std::string>;

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

std::string told(const NodeImage& image) {
    const auto known = image.board <= modbus::board_names.size();
    return fmt::format("board          {}\nversion        {}.{}\nslot A         {} bytes\nslot B         {} bytes\n",
                       known ? modbus::board_names[image.board - 1U] : fmt::format("{}", image.board),
                       image.version >> 8U, image.version & 0xFFU, image.slots[0].size(), image.slots[1].size());
}

Result show_image(const std::string& path) {
    const auto der = tls::read_file(path);
    const auto opened = der ? tls::open_signed_data(*der) : tl::unexpected(tls::NotOpened::format);
    const auto image = opened ? decode_node_image(opened->content) : std::nullopt;
    if (!image) {
        return wrong(der ? escaped(path) + " is no image, or not as it was signed" : der.error());
    }
    return told(*image) + "signer         " + escaped(tls::common_name(X509_get_subject_name(opened->signer.get()))) +
           "\n";
}

std::optional<std::uint16_t> board_of(std::string_view name) {
    const auto* const found = std::ranges::find(modbus::board_names, name);
    return found == modbus::board_names.end()
               ? std::nullopt
               : std::optional(static_cast<std::uint16_t>(found - modbus::board_names.begin() + 1));
}

/// "1.12".
std::optional<std::uint16_t> version_of(std::string_view text) {
    const auto byte = [](std::string_view digits) {
        std::uint8_t value = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return problem == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
    };
    const auto dot = text.find('.');
    const auto major = byte(text.substr(0, dot));
    const auto minor = dot == std::string_view::npos ? std::nullopt : byte(text.substr(dot + 1));
    return major && minor ? std::optional(static_cast<std::uint16_t>(*major << 8U | *minor)) : std::nullopt;
}

}  // namespace

Result image_command(const Call& call, UtcMs /*now*/) {
    const auto shown = call.option("show");
    if (shown && call.options.size() == 1) {
        return show_image(*shown);
    }
    for (const auto* needed : {"board", "version", "slot-a", "slot-b", "signer-certificate", "signer-key", "out"}) {
        if (shown || !call.option(needed)) {
            return wrong(
                "`image` wants --show FILE, or --board, --version, --slot-a, --slot-b, --signer-certificate, "
                "--signer-key and --out");
        }
    }
    const auto board = board_of(*call.option("board"));
    if (!board) {
        return wrong(fmt::format("--board must be one of {}", fmt::join(modbus::board_names, ", ")));
    }
    const auto version = version_of(*call.option("version"));
    if (!version) {
        return wrong("--version must be like 1.12: two numbers up to 255");
    }
    NodeImage image{.board = *board, .version = *version};
    for (const auto& [slot, option] : {std::pair{0, "slot-a"}, std::pair{1, "slot-b"}}) {
        auto bytes = tls::read_file(*call.option(option));
        if (!bytes) {
            return wrong(bytes.error());
        }
        image.slots[static_cast<std::size_t>(slot)] = std::move(*bytes);
    }
    const auto content = encode(image);
    if (!decode_node_image(content)) {
        return wrong(fmt::format("an image must be there, and of {} bytes at most", longest_slot_image));
    }
    const auto out = *call.option("out");
    return tls::make_signed_content(content, longest_signed_node_image, *call.option("signer-certificate"),
                                    *call.option("signer-key"))
        .and_then([&](const std::string& der) { return files::write_file(out, der, files::for_all_to_read); })
        .map([&] { return out + " is signed:\n" + told(image); });
}

}  // namespace magpie::collector::ca
