#include "collector/ca/qr_code.hpp"

#include <qrencode.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace magpie::collector::ca {
namespace {

constexpr std::size_t light_zone = 4;  // ISO/IEC 18004, 5.3.8

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

/// By the lines and columns of the drawing, which begin in the light zone.
bool is_dark(const QrCode& code, std::size_t line, std::size_t column) {
    const bool inside = line >= light_zone && line < code.width + light_zone && column >= light_zone &&
                        column < code.width + light_zone;
    return inside && code.dark[(line - light_zone) * code.width + column - light_zone];
}

}  // namespace

tl::expected<QrCode, std::string> qr_code(std::string_view text) {
    const std::unique_ptr<QRcode, FreeCode> made(
        QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
    if (!made) {
        return tl::unexpected("the QR code could not be made: " + std::string(std::strerror(errno)));
    }
    QrCode code{.width = static_cast<std::size_t>(made->width), .dark = {}};
    for (std::size_t i = 0; i < code.width * code.width; ++i) {
        code.dark.push_back((made->data[i] & 1U) != 0);
    }
    return code;
}

std::string half_blocks(const QrCode& code) {
    const auto whole = code.width + 2 * light_zone;
    std::string text;
    for (std::size_t line = 0; line < whole; line += 2) {
        text += "\x1b[40;97m";
        for (std::size_t column = 0; column < whole; ++column) {
            const bool upper = !is_dark(code, line, column);
            const bool lower = line + 1 < whole && !is_dark(code, line + 1, column);
            text += upper && lower ? "\u2588" : upper ? "\u2580" : lower ? "\u2584" : " ";
        }
        text += "\x1b[0m\n";
    }
    return text;
}

std::string svg(const QrCode& code) {
    const auto whole = code.width + 2 * light_zone;
    const auto side = std::to_string(whole);
    const auto length = std::to_string(whole / 2) + (whole % 2 == 0 ? "" : ".5") + "mm";
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + length + "\" height=\"" + length +
                       "\" viewBox=\"0 0 " + side + " " + side + "\">\n<rect width=\"" + side + "\" height=\"" + side +
                       "\" fill=\"#fff\"/>\n<path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"";
    for (std::size_t line = 0; line < whole; ++line) {
        for (std::size_t column = 0; column < whole; ++column) {
            if (is_dark(code, line, column)) {
                text += "M" + std::to_string(column) + " " + std::to_string(line) + "h1v1h-1z";
            }
        }
    }
    return text + "\"/>\n</svg>\n";
}

}  // namespace magpie::collector::ca
