#include "agent/app/own_identity.hpp"

#include <utility>

#include "platform/files/files.hpp"

namespace magpie::agent {

namespace {

mqtt::TlsFiles renewed_files(const Config& config) {
    const auto file = config.state_directory + "/identity.pem";
    return {.ca_file = config.mqtt.tls.ca_file, .certificate_file = file, .key_file = file};
}

}  // namespace

OwnIdentity own_identity(const Config& config, const Now& now) {
    OwnIdentity best;
    if (config.mqtt.tls.certificate_file.empty()) {
        return best;
    }
    for (const auto& files : {config.mqtt.tls, renewed_files(config)}) {
        auto identity = tls::read_identity(files, now);
        if (identity && identity->common_name == config.node.id &&
            (!best.identity || identity->not_after > best.identity->not_after)) {
            best = {files, std::move(*identity)};
        }
    }
    return best;
}

Renewal::Keep keep_identity(const Config& config) {
    return [files = renewed_files(config)](const std::string& pem) {
        return files::write_file(files.certificate_file, pem, files::for_us_alone).map([&] { return files; });
    };
}

}  // namespace magpie::agent
