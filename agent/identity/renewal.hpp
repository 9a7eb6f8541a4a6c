#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "platform/tls/identity.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Keeps the node's certificate from ending: when two thirds of its time have passed it asks the CA for the next one,
/// over the broker, by a request that the present certificate signs (docs/protocol.md, "Identity"). The session goes
/// on; its next connection is made with what was given. One thread; owned by the Agent.
class Renewal {
  public:
    /// Writes certificate and key, PEM in one file, to where they outlive the agent; gives the files to use from now
    /// on. The error is a sentence.
    using Keep = std::function<tl::expected<mqtt::TlsFiles, std::string>(const std::string& pem)>;

    /// `files` are in use, `identity` is what they say; nothing where there is no TLS, and nothing is ever asked then.
    Renewal(std::string node, mqtt::TlsFiles files, std::optional<tls::Identity> identity, mqtt::Client& client,
            Keep keep, std::uint32_t seed);

    /// Whether an event is about the CA's answer, and nothing to the session.
    [[nodiscard]] bool concerns(const mqtt::Event& event) const;
    void on(const mqtt::Event& event, const Now& now);
    /// `online`: the session stands.
    void tick(bool online, const Now& now);
    /// When tick() is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

    [[nodiscard]] const mqtt::TlsFiles& files() const { return files_; }
    /// When the certificate ends; nothing without one.
    [[nodiscard]] std::optional<UtcMs> ends() const;

    struct Counters {
        std::uint64_t asked = 0;
        std::uint64_t renewed = 0;
        std::uint64_t failed = 0;  // refused, or of no use; trouble() says why the last one was
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    /// Empty when the last renewal went well, or none was needed.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

  private:
    [[nodiscard]] bool is_due(const Now& now) const;
    void ask();
    void take(std::string_view answer, const Now& now);
    void fail(std::string why);

    std::string node_;
    std::string answer_topic_;
    mqtt::TlsFiles files_;
    std::optional<tls::Identity> identity_;
    mqtt::Client& client_;
    Keep keep_;
    std::uint32_t seed_;
    std::optional<Monotonic> look_at_;
    std::string request_;  // to be sent once the answer can be heard
    std::string key_;      // of the request under way; nowhere else
    Counters counters_;
    std::string trouble_;
};

}  // namespace magpie::agent
