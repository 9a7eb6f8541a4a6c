#include "platform/mqtt/paho_connection.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <utility>

namespace magpie::mqtt {
namespace {

/// What Paho, its C++ layer and the allocator keep for a message besides its bytes.
constexpr std::size_t overhead = 512;

::mqtt::create_options create_options() {
    ::mqtt::create_options options(MQTTVERSION_3_1_1);
    options.set_send_while_disconnected(false);
    // Paho counts what its own thread has not taken up yet, connected or not, and throws at the 101st; the limit in bytes is ours.
    options.set_max_buffered_messages(std::numeric_limits<int>::max());
    return options;
}

::mqtt::connect_options connect_options(const Connect& connect) {
    ::mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_3_1_1);
    options.set_clean_session(true);
    options.set_automatic_reconnect(false);
    options.set_keep_alive_interval(connect.keep_alive);
    // The client has a timer of its own, because Paho's is looked at every three seconds.
    options.set_connect_timeout(connect.timeout + std::chrono::seconds(5));
    options.set_max_inflight(60'000);  // of 65,535 message ids; a message above it would hold up the QoS 0 behind it
    if (connect.will) {
        options.set_will(::mqtt::will_options(connect.will->topic, connect.will->payload.data(), connect.will->payload.size(),
                                              connect.will->qos, connect.will->retain));
    }
    if (!connect.tls.ca_file.empty()) {
        ::mqtt::ssl_options tls;
        tls.set_trust_store(connect.tls.ca_file);
        if (!connect.tls.certificate_file.empty()) {
            tls.set_key_store(connect.tls.certificate_file);
            tls.set_private_key(connect.tls.key_file);
        }
        tls.set_enable_server_cert_auth(true);
        tls.set_verify(true);  // the name in the certificate
        // Without effect under OpenSSL 1.1 and later, where Paho offers what the library offers; version 3 offers TLS 1.2 and 1.3
        // at the security level Paho asks for.
        tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
        options.set_ssl(tls);
    }
    return options;
}

void* context_of(std::size_t bytes) { return reinterpret_cast<void*>(bytes); }
std::size_t bytes_of(const ::mqtt::token& token) { return reinterpret_cast<std::size_t>(token.get_user_context()); }

/// Paho's words for a failure; the token has no other way to tell them than to throw them.
std::string words_of(const ::mqtt::token& token) {
    try {
        const_cast<::mqtt::token&>(token).try_wait();
        return {};
    } catch (const ::mqtt::exception& error) {
        return error.get_message();
    }
}

std::string filter_of(const ::mqtt::token& token) {
    const auto filters = token.get_topics();
    return filters && !filters->empty() ? (*filters)[0] : std::string();
}

}  // namespace

tl::expected<std::unique_ptr<PahoConnection>, std::string> PahoConnection::open(const Connect& connect, std::shared_ptr<Mailbox> mailbox,
                                                                              std::size_t pending_limit) {
    // Paho would take an HTTP proxy from the environment for MQTT too, without regard to no_proxy.
    for (const char* proxy : {"http_proxy", "https_proxy"}) {
        if (std::getenv(proxy)) {
            ::unsetenv(proxy);
        }
    }
    try {
        std::unique_ptr<PahoConnection> opened(new PahoConnection(connect, std::move(mailbox), pending_limit));
        opened->client_.set_callback(*opened);
        opened->client_.connect(connect_options(connect), nullptr, *opened);
        return opened;
    } catch (const std::exception& error) {
        return tl::make_unexpected(std::string(error.what()));
    }
}

PahoConnection::PahoConnection(const Connect& connect, std::shared_ptr<Mailbox> mailbox, std::size_t pending_limit)
    : mailbox_(std::move(mailbox)),
      pending_limit_(pending_limit),
      trace_(std::in_place),
      client_(connect.server, connect.client_id, create_options(), nullptr) {}

PahoConnection::~PahoConnection() = default;

bool PahoConnection::publish(const Message& message) {
    const std::size_t bytes = message.topic.size() + message.payload.size() + overhead;
    const std::size_t pending = pending_.load(std::memory_order_relaxed);
    if (pending > 0 && pending + bytes > pending_limit_) {  // a single one may be larger, or it could never be sent
        return false;
    }
    pending_.fetch_add(bytes, std::memory_order_relaxed);
    try {
        client_.publish(::mqtt::make_message(message.topic, message.payload, message.qos, message.retain), context_of(bytes), *this);
        return true;
    } catch (const std::exception&) {  // not connected any more, which `Lost` is about to say; or text that is no topic
        pending_.fetch_sub(bytes, std::memory_order_relaxed);
        return false;
    }
}

bool PahoConnection::subscribe(const std::string& filter, std::uint8_t qos) {
    try {
        client_.subscribe(filter, qos, nullptr, *this);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

void PahoConnection::tell_when_drained() {
    tell_when_drained_ = true;
    sent(0);
}

void PahoConnection::sent(std::size_t bytes) {
    if (pending_.fetch_sub(bytes) == bytes && tell_when_drained_.exchange(false)) {
        mailbox_->put(Drained{});
    }
}

void PahoConnection::close() {
    try {
        client_.disconnect(/*timeout=*/1000, nullptr, *this);
    } catch (const std::exception&) {
        mailbox_->put(Closed{});
    }
}

void PahoConnection::connection_lost(const std::string&) { mailbox_->put(Lost{}); }

void PahoConnection::message_arrived(::mqtt::const_message_ptr message) { mailbox_->put(std::move(message)); }

void PahoConnection::on_success(const ::mqtt::token& token) {
    switch (token.get_type()) {
        case ::mqtt::token::CONNECT: return mailbox_->put(Opened{});
        case ::mqtt::token::SUBSCRIBE: return mailbox_->put(Subscribed{filter_of(token)});
        case ::mqtt::token::PUBLISH: return sent(bytes_of(token));
        case ::mqtt::token::DISCONNECT: return mailbox_->put(Closed{});
        default: return;
    }
}

void PahoConnection::on_failure(const ::mqtt::token& token) {
    switch (token.get_type()) {
        case ::mqtt::token::CONNECT:
            return mailbox_->put(NotOpened{token.get_return_code(), words_of(token), ConnectTrace::lines()});
        case ::mqtt::token::SUBSCRIBE: return mailbox_->put(SubscribeFailed{filter_of(token), "the server refused it"});
        case ::mqtt::token::PUBLISH: return sent(bytes_of(token));
        case ::mqtt::token::DISCONNECT: return mailbox_->put(Closed{});
        default: return;
    }
}

}  // namespace magpie::mqtt
