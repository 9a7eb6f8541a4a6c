#include "platform/mqtt/paho_connection.hpp"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "platform/tls/certificate_times.hpp"
#include "wire/text.hpp"

namespace magpie::mqtt {
namespace {

/// What a waiting message costs besides its bytes.
constexpr std::size_t overhead = 128;

::mqtt::create_options create_options() {
    ::mqtt::create_options options(MQTTVERSION_3_1_1);
    options.set_send_while_disconnected(false);
    options.set_max_buffered_messages(100);  // it must not be 0; there is never more than one
    return options;
}

/// Paho stops its two threads with its last client and starts them with the next. Stopping blocks the loop for 0.1 to
/// 0.3 s, at each attempt of an outage, which is when other sources on the loop are worth most; and it loses what Paho
/// still had to free: the message that a server which stopped reading has taken half of. So one client is never
/// destroyed. The price is 1 s at each connect but the first: only fresh threads poll the new socket often enough to
/// see at once that it is writable.
void keep_threads_running() {
    union Immortal {
        Immortal() : client("tcp://localhost", "", create_options(), nullptr) {}
        ~Immortal() {}  // NOLINT(modernize-use-equals-default): leaves the client alone, and a default is deleted
        ::mqtt::async_client client;
    };
    static const Immortal idle;
}

::mqtt::connect_options connect_options(const Connect& connect) {
    ::mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_3_1_1);
    options.set_clean_session(true);
    options.set_automatic_reconnect(false);
    options.set_keep_alive_interval(connect.keep_alive);
    // The client has a timer of its own, because Paho's is looked at every three seconds.
    options.set_connect_timeout(connect.timeout + std::chrono::seconds(5));
    if (connect.will) {
        options.set_will(::mqtt::will_options(connect.will->topic, connect.will->payload.data(),
                                              connect.will->payload.size(), connect.will->qos, connect.will->retain));
    }
    if (!connect.user.empty()) {
        options.set_user_name(connect.user);
        options.set_password(connect.password);
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
        // Without effect under OpenSSL 1.1 and later, where Paho offers what the library offers; version 3 offers
        // TLS 1.2 and 1.3 at the security level Paho asks for.
        tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
        options.set_ssl(tls);
    }
    return options;
}

/// Paho would copy it and find out later, too late to say no.
bool is_topic(const std::string& topic) {
    return !topic.empty() && topic.size() <= 65'535 && topic.find_first_of("+#") == std::string::npos &&
           is_plain_text(topic);
}

std::size_t bytes_of(const Message& message) {
    return message.topic.size() + message.payload.size() + overhead;
}

std::string filter_of(const ::mqtt::token& token) {
    const auto filters = token.get_topics();
    return filters && !filters->empty() ? (*filters)[0] : std::string();
}

}  // namespace

tl::expected<std::unique_ptr<PahoConnection>, std::string> PahoConnection::open(const Connect& connect,
                                                                                std::shared_ptr<Mailbox> mailbox,
                                                                                std::size_t pending_limit) {
    // Paho would take an HTTP proxy from the environment for MQTT too, without regard to no_proxy.
    for (const char* proxy : {"http_proxy", "https_proxy"}) {
        if (std::getenv(proxy)) {
            ::unsetenv(proxy);
        }
    }
    try {
        keep_threads_running();
        if (!connect.tls.ca_file.empty()) {
            tls::check_certificate_times(connect.check_certificate_times);
        }
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
    const std::size_t bytes = bytes_of(message);
    const bool full = !pending_.empty() && pending_bytes_ + bytes > pending_limit_;  // a single one may be larger
    if (closing_ || full || !is_topic(message.topic)) {
        return false;
    }
    pending_.push_back(message);
    pending_bytes_ += bytes;
    hand_over();
    return true;
}

void PahoConnection::hand_over() {
    if (handed_ || pending_.empty()) {
        return;
    }
    const Message& next = pending_.front();
    try {
        client_.publish(::mqtt::make_message(next.topic, next.payload, next.qos, next.retain), nullptr, *this);
        handed_ = true;
    } catch (const std::exception&) {
        // The connection is gone, as `Lost` is about to say.
    }
}

void PahoConnection::settled() {
    pending_bytes_ -= bytes_of(pending_.front());
    pending_.pop_front();
    handed_ = false;
    hand_over();
    if (closing_) {
        close();
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

void PahoConnection::close() {
    closing_ = true;
    if (!pending_.empty()) {
        return;
    }
    try {
        client_.disconnect(/*timeout=*/0, nullptr, *this);
    } catch (const std::exception&) {
        mailbox_->put(Closed{});
    }
}

void PahoConnection::connection_lost(const std::string&) {
    mailbox_->put(Lost{});
}

void PahoConnection::message_arrived(::mqtt::const_message_ptr message) {
    mailbox_->put(std::move(message));
}

void PahoConnection::on_success(const ::mqtt::token& token) {
    switch (token.get_type()) {
        case ::mqtt::token::CONNECT:
            return mailbox_->put(Opened{});
        case ::mqtt::token::SUBSCRIBE:
            return mailbox_->put(Subscribed{filter_of(token)});
        case ::mqtt::token::PUBLISH:
            return mailbox_->put(Settled{});
        case ::mqtt::token::DISCONNECT:
            return mailbox_->put(Closed{});
        default:
            return;
    }
}

void PahoConnection::on_failure(const ::mqtt::token& token) {
    switch (token.get_type()) {
        case ::mqtt::token::CONNECT:
            return mailbox_->put(NotOpened{token.get_return_code(), ConnectTrace::lines()});
        case ::mqtt::token::SUBSCRIBE:
            return mailbox_->put(SubscribeFailed{filter_of(token), "the server refused it"});
        case ::mqtt::token::PUBLISH:
            return mailbox_->put(Settled{});
        case ::mqtt::token::DISCONNECT:
            return mailbox_->put(Closed{});
        default:
            return;
    }
}

}  // namespace magpie::mqtt
