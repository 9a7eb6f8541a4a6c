#include "collector/ca/handover_command.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "collector/ca/authority.hpp"
#include "collector/ca/handover.hpp"
#include "collector/ca/qr_code.hpp"
#include "collector/ca/seal.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/files/files.hpp"
#include "platform/mqtt/server_address.hpp"
#include "platform/tls/x509.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using Result = tl::expected<std::string, std::string>;
using std::chrono::days;

constexpr unsigned most_days = 730;
constexpr unsigned node_days = 90;

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

tl::expected<Pole, std::string> pole_of(const Call& call) {
    Pole pole{*call.option("area"), call.places[1], call.options.find("server")->second,
              call.option("at", "/etc/magpie")};
    if (!sparkplug::is_magpie_id(pole.area)) {
        return wrong("`" + escaped(pole.area) + "` is no area: 1 to 32 of a-z, 0-9 and -");
    }
    if (!is_plain_text(pole.directory) || !pole.directory.starts_with('/')) {
        return wrong("--at must be a directory's whole path");
    }
    for (const auto& server : pole.servers) {
        if (const auto address = mqtt::parse_server(server); !address || !address->tls) {
            return wrong("`" + escaped(server) + "` " + (address ? "must be ssl://host:port" : address.error()));
        }
    }
    return pole;
}

/// What opens a sealed file; gone from memory with its scope.
struct Code {
    explicit Code(std::string text) : words(std::move(text)) {}
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;
    ~Code() { OPENSSL_cleanse(words.data(), words.size()); }

    std::string words;
};

std::string last_step(const Pole& pole) {
    return "3. systemd-tmpfiles --create, which gives the key to the agent; magpie-agent --config " + pole.directory +
           "/agent.toml --check-config; when it says `good`, start magpie-agent.\n";
}

Result in_the_clear(const Pole& pole, const std::string& out, const std::string& content, const std::string& until) {
    return files::write_new_file(out, content, files::for_us_alone).map([&] {
        return "1. Bring " + out + " to the pole; it holds the key of " + pole.node +
               ", so leave no copy. It is valid until " + until + ".\n2. There, as root: mkdir -p " + pole.directory +
               " && tar -xf FILE -C " + pole.directory + " && rm FILE\n" + last_step(pole);
    });
}

/// The code is in no file but the picture that was asked for, and on the screen in no letters.
Result under_seal(const Call& call, const Pole& pole, const std::string& out, const std::string& content,
                  const std::string& until) {
    const Code code(fresh_code());
    const auto file = code.words.empty() ? wrong("this system has no randomness") : sealed(content, code.words);
    const auto qr = file ? qr_code(handover_words(pole.node, code.words, *file)) : wrong(file.error());
    if (!qr) {
        return wrong(qr.error());
    }
    const auto picture = call.option("svg");
    return files::write_new_file(out, *file, files::for_us_alone)
        .and_then([&] {
            return picture ? files::write_new_file(*picture, svg(*qr), files::for_us_alone)
                           : tl::expected<void, std::string>();
        })
        .map([&] {
            return (call.flags.contains("qr") ? half_blocks(*qr) : std::string()) +
                   "The code is shown this once, and kept nowhere" +
                   (picture ? " but in " + *picture + ": remove it when it has been read" : std::string()) + ".\n" +
                   "1. Bring " + out + " to the pole of " + pole.node +
                   ", and the code another way: by the phone that reads it here. Valid until " + until +
                   ".\n2. There, as root: sha256sum FILE must say what the code says after SHA256 (" +
                   fingerprint(*file) + "); then\n   mkdir -p " + pole.directory +
                   " && openssl enc -d -aes-256-cbc -pbkdf2 -iter " + std::to_string(seal_rounds) +
                   " -in FILE | tar -x -C " + pole.directory +
                   " && rm FILE\n   asks for a password: what the code says after CODE, with its dashes.\n" +
                   last_step(pole);
        });
}

}  // namespace

std::string handover_words(const std::string& node, const std::string& code, const std::string& file_content) {
    auto words = "magpie " + node + " code " + code + " sha256 " + fingerprint(file_content);
    std::ranges::transform(words, words.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return words;
}

tl::expected<std::string, std::string> handover_command(const Call& call, UtcMs now) {
    const auto pole = pole_of(call);
    if (!pole) {
        return wrong(pole.error());
    }
    const auto out = *call.option("out");
    for (const auto& file : {std::optional(out), call.option("svg")}) {
        if (file && files::exists(*file)) {
            return wrong(escaped(*file) + " is there already, and is not overwritten");
        }
    }
    const auto lasts = number_of(call, "days", node_days, most_days);
    auto authority = lasts ? Authority::open(call.places[0]) : wrong(lasts.error());
    const auto issued =
        authority ? authority->issue({"node", pole->node, {}, days(*lasts)}, now) : wrong(authority.error());
    if (!issued) {
        return wrong(issued.error());
    }
    const auto content = handover(*pole, *issued, authority->root_pem(), now);
    const auto until = tls::written(issued->until);
    const bool sealed_up = call.flags.contains("qr") || call.option("svg");
    return (sealed_up ? under_seal(call, *pole, out, content, until) : in_the_clear(*pole, out, content, until))
        .map([&](const std::string& said) { return said + shortened(*authority, *issued); });
}

}  // namespace magpie::collector::ca
