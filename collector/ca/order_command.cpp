#include "collector/ca/order_command.hpp"

#include <utility>

#include "collector/ca/order_file.hpp"
#include "platform/config/reader.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/signed_data.hpp"
#include "platform/tls/signed_order.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using Result = tl::expected<std::string, std::string>;

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

Result show_order(const std::string& path) {
    const auto der = tls::read_file(path);
    const auto opened = der ? tls::open_signed_data(*der) : tl::unexpected(tls::NotOpened::format);
    const auto order = opened ? decode_order(opened->content) : std::nullopt;
    if (!order) {
        return wrong(der ? escaped(path) + " is no order, or not as it was signed" : der.error());
    }
    X509* const signer = opened->signer.get();
    return told(*order) + "signer         " + escaped(tls::common_name(X509_get_subject_name(signer))) + ", until " +
           tls::written(tls::time_of(X509_get0_notAfter(signer))) +
           (tls::is_for_orders(signer) ? "" : "; but this certificate is not for orders") + "\n";
}

}  // namespace

tl::expected<std::string, std::string> order_command(const Call& call, UtcMs now) {
    const auto shown = call.option("show");
    if (shown && call.places.empty() && call.options.size() == 1) {
        return show_order(*shown);
    }
    const auto certificate = call.option("signer-certificate");
    const auto key = call.option("signer-key");
    const auto out = call.option("out");
    if (shown || call.places.empty() || !certificate || !key || !out) {
        return wrong("`order` wants --show FILE.order, or FILE.toml, --signer-certificate, --signer-key and --out");
    }
    const auto text = config::load(call.places[0]);
    if (!text) {
        return wrong(text.error());
    }
    const auto parsed = parse_order(*text, call.places[0], now);
    if (!parsed) {
        std::string all;
        for (const auto& problem : parsed.error()) {
            all += (all.empty() ? "" : "\n") + problem;
        }
        return wrong(all);
    }
    return tls::make_signed_order(*parsed, *certificate, *key)
        .and_then([&](const std::string& der) { return files::write_file(*out, der, files::for_all_to_read); })
        .map([&] { return *out + " is signed:\n" + told(*parsed); });
}

}  // namespace magpie::collector::ca
