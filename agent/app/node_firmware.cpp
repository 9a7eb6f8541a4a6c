#include "agent/app/node_firmware.hpp"

#include <algorithm>
#include <utility>

#include <openssl/rand.h>

#include "platform/files/files.hpp"
#include "platform/tls/signed_content.hpp"
#include "platform/tls/x509.hpp"
#include "wire/node_image/node_image.hpp"

namespace magpie::agent {

namespace {

tl::expected<NodeKey, std::string> key_of(const std::string& path) {
    NodeKey key{};
    if (files::exists(path)) {
        const auto kept = tls::read_file(path);
        if (!kept || kept->size() != key.size()) {
            return tl::unexpected(path + " holds no key of 32 bytes");
        }
        std::ranges::transform(*kept, key.begin(), [](char letter) { return static_cast<std::uint8_t>(letter); });
        return key;
    }
    if (::RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
        return tl::unexpected(std::string("no chance is to be had for a key"));
    }
    // Before the node has it: one that only the node knew would shut us out for ever.
    return files::write_new_file(path, {reinterpret_cast<const char*>(key.data()), key.size()}, files::for_us_alone)
        .map([&] { return key; });
}

}  // namespace

tl::expected<NodeUpdate, std::string> node_update(const Config& config, const PoleSensorConfig& sensor,
                                                  const Now& now) {
    const auto der = tls::read_file(sensor.firmware);
    if (!der) {
        return tl::unexpected(der.error());
    }
    const auto read = tls::read_signed_content(*der, longest_signed_node_image, config.mqtt.tls.ca_file, now);
    if (!read) {
        return tl::unexpected(sensor.firmware + " " + read.error());
    }
    auto image = decode_node_image(read->content);
    if (!image) {
        return tl::unexpected(sensor.firmware + " is no image of a sensor node");
    }
    return key_of(config.state_directory + "/sensor-" + sensor.name + ".key").map([&](const NodeKey& key) {
        return NodeUpdate(std::move(*image), key);
    });
}

}  // namespace magpie::agent
