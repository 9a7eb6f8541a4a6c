#include "agent/page/report.hpp"

#include <openssl/evp.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/pole_page/pole_report.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent::page {
namespace {

/// As a text of JSON, with its quotes.
std::string in_quotes(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

}  // namespace

std::string report_text(const ReportParts& parts, const Now& now) {
    return fmt::format(R"({{"version":1,"area":{},"node":{},"program":{},"made":{},"by":{},"check":{},"strips":{},)"
                       R"("notes":{}}})",
                       in_quotes(parts.area), in_quotes(parts.node), in_quotes(parts.program),
                       now.wall_known ? in_quotes(time_text(now.wall)) : "null", in_quotes(parts.by),
                       parts.check.empty() ? "null" : parts.check, parts.strips, notes_json(parts.notes));
}

tl::expected<std::string, std::string> sign_report(std::string_view report, const mqtt::TlsFiles& files) {
    const auto own = tls::read_credential(files.certificate_file, files.key_file);
    if (!own) {
        return tl::unexpected(own.error());
    }
    auto der = tls::make_signed_data(own->chain.front().get(), own->key.get(), tls::pointers(own->chain, 1), report);
    if (der.empty() || der.size() > longest_pole_report) {
        return tl::unexpected(std::string("the report is too large, or could not be signed"));
    }
    return der;
}

std::string report_file(std::string_view report, std::string_view cms) {
    return fmt::format(R"({{"report":{},"cms":"{}"}})", report, base64(cms));
}

}  // namespace magpie::agent::page
