#include "collector/ca/broker_directory.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/files/files.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

/// What is written later belongs to whom the directory belongs to.
tl::expected<void, std::string> give(const std::string& directory, const std::string& user) {
    const passwd* known = ::getpwnam(user.c_str());
    if (known == nullptr) {
        return wrong("there is no user `" + escaped(user) + "`");
    }
    if (::geteuid() != 0) {
        return {};
    }
    for (const auto& path : {directory, directory + "/broker.crt", directory + "/broker.key"}) {
        if (::lchown(path.c_str(), known->pw_uid, known->pw_gid) != 0) {
            return wrong("cannot give " + escaped(path) + " to " + user + ": " + std::strerror(errno));
        }
    }
    return {};
}

}  // namespace

tl::expected<void, std::string> write_broker_directory(Authority& authority, const BrokerSettings& settings,
                                                       UtcMs now) {
    const auto& directory = settings.directory;
    if (directory.find_first_of(" \n") != std::string::npos) {
        return wrong("mosquitto takes no path with a space: " + escaped(directory));
    }
    if (!files::exists(directory + "/broker.key") || !files::exists(directory + "/broker.crt")) {
        return wrong("there is no broker.crt and broker.key in " + escaped(directory) + ": magpie-ca issue " +
                     authority.directory() + " broker HOST... --out " + directory);
    }
    const auto password = random_password();
    const auto line = password_line(kick_user, password);
    if (line.empty()) {
        return wrong("no password could be made");
    }
    const auto put = [&directory](const char* name, const std::string& content, mode_t mode) {
        return files::write_file(directory + name, content, mode);
    };
    return give(directory, settings.user)
        .and_then([&] { return put("/ca.crt", authority.root_pem(), files::for_all_to_read); })
        .and_then([&] {
            return authority.crl(now,
                                 [&](const std::string& list) { return put(crl_file, list, files::for_all_to_read); });
        })
        .and_then([&] { return put(acl_file, acl(), files::for_us_alone); })
        .and_then([&] { return put(passwords_file, line, files::for_us_alone); })
        .and_then([&] {
            return put(kick_file, kick_text({settings.kick_port, password}), files::for_us_alone);
        })
        .and_then([&] { return put(config_file, mosquitto_conf(settings), files::for_all_to_read); });
}

}  // namespace magpie::collector::ca
