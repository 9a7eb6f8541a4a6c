#include "collector/ca/page_token_command.hpp"

#include <openssl/err.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "collector/ca/qr_code.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/signed_page_token.hpp"
#include "platform/tls/x509.hpp"
#include "wire/pole_page/page_token.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using Result = tl::expected<std::string, std::string>;

constexpr unsigned a_shift = 8;  // hours
constexpr std::size_t longest_name = 64;

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

std::optional<std::uint64_t> fresh_id() {
    std::array<unsigned char, 8> bytes{};
    const bool made = RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1;
    ERR_clear_error();
    std::uint64_t id = 0;
    std::memcpy(&id, bytes.data(), sizeof id);
    return made ? std::optional(id) : std::nullopt;
}

tl::expected<PageToken, std::string> token_of(const Call& call, UtcMs now) {
    const auto hours = number_of(call, "hours", a_shift, static_cast<unsigned>(longest_page_token.count()));
    const auto id = fresh_id();
    if (!hours || !id) {
        return wrong(hours ? "this system has no randomness" : hours.error());
    }
    const auto from = std::chrono::floor<std::chrono::seconds>(now);
    PageToken token{.id = *id,
                    .area = *call.option("area"),
                    .node = call.option("node", ""),
                    .holder = *call.option("name"),
                    .from = from,
                    .until = from + std::chrono::hours(*hours)};
    if (!sparkplug::is_magpie_id(token.area)) {
        return wrong("`" + escaped(token.area) + "` is no area: 1 to 32 of a-z, 0-9 and -");
    }
    if (call.flags.contains("whole-area") != token.node.empty()) {
        return wrong("`page-token` wants --node NODE, or --whole-area for every pole of the area");
    }
    if (!token.node.empty() && !sparkplug::is_magpie_id(token.node)) {
        return wrong("`" + escaped(token.node) + "` is no name of a node");
    }
    if (token.holder.empty() || token.holder.size() > longest_name || !is_plain_text(token.holder)) {
        return wrong("--name must be a name of at most 64 bytes: it stands beside every note");
    }
    return token;
}

}  // namespace

tl::expected<std::string, std::string> page_token_command(const Call& call, UtcMs now) {
    const auto token = token_of(call, now);
    const auto text =
        token ? tls::make_signed_page_token(*token, *call.option("signer-certificate"), *call.option("signer-key"))
              : wrong(token.error());
    const auto code = text ? qr_code(*text) : wrong(text.error());
    if (!code) {
        return wrong(code.error());
    }
    if (const auto picture = call.option("svg")) {
        if (const auto written = files::write_new_file(*picture, svg(*code), files::for_us_alone); !written) {
            return wrong(written.error());
        }
    }
    const auto whom = token->node.empty() ? "every pole of " + token->area : token->area + "/" + token->node;
    return *text + "\n" + (call.flags.contains("qr") ? half_blocks(*code) : std::string()) + "opens the page of " +
           whom + " to " + token->holder + " until " + tls::written(token->until) + ".\n";
}

}  // namespace magpie::collector::ca
