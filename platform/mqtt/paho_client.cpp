#include "platform/mqtt/paho_client.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <boost/asio/post.hpp>

#include "platform/mqtt/paho_connection.hpp"
#include "wire/text.hpp"

namespace magpie::mqtt {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// What can be seen to be wrong without asking anybody; Paho would only say "failure".
std::string wrong_with(const Connect& connect, const ServerAddress& server) {
    const TlsFiles& files = connect.tls;
    if (server.tls && files.ca_file.empty()) {
        return connect.server + " needs a CA file to check the server by";
    }
    if (!server.tls && !files.ca_file.empty()) {
        return connect.server + " is not encrypted, though a CA file is configured: ssl:// is meant";
    }
    for (const std::string* file : {&files.ca_file, &files.certificate_file, &files.key_file}) {
        if (!file->empty() && ::access(file->c_str(), R_OK) != 0) {
            return "cannot read " + escaped(*file) + ": " + std::strerror(errno);
        }
    }
    return {};
}

}  // namespace

PahoClient::PahoClient(boost::asio::io_context& loop, PahoSettings settings)
    : loop_(loop), settings_(settings), lookup_(loop), timer_(loop), probe_(loop) {}

PahoClient::~PahoClient() {
    abandon();
}

void PahoClient::listen(Listener listener) {
    listener_ = std::make_shared<Listener>(std::move(listener));
}

void PahoClient::connect(const Connect& connect) {
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): it may be a part of what is given up
    const Connect copy = connect;
    abandon();
    attempt_ = std::make_shared<int>();
    connect_ = copy;
    const auto server = parse_server(connect_.server);
    if (!server) {
        return later(ConnectFailed{"the server " + escaped(connect_.server) + " " + server.error()});
    }
    server_ = *server;
    if (std::string wrong = wrong_with(connect_, server_); !wrong.empty()) {
        return later(ConnectFailed{std::move(wrong)});
    }
    state_ = State::looking_up;
    after(connect_.timeout, &PahoClient::timed_out);
    lookup_.start(server_.host, [this](const NameLookup::Answer& answer) { looked_up(answer); });
}

void PahoClient::looked_up(const NameLookup::Answer& answer) {
    if (!answer || answer->empty()) {
        return fail(answer ? "the name " + escaped(server_.host) + " has no address" : answer.error());
    }
    // The one Paho will take.
    const auto v4 = std::find_if(answer->begin(), answer->end(), [](const auto& address) { return address.is_v4(); });
    address_ = v4 == answer->end() ? answer->front() : *v4;
    open();
}

void PahoClient::open() {
    state_ = State::opening;
    mailbox_ = std::make_shared<Mailbox>(loop_, settings_.received_limit, [this](Signal& signal) { on(signal); });
    auto connection = PahoConnection::open(connect_, mailbox_, settings_.pending_limit);
    if (!connection) {
        return fail("cannot connect to " + server_.name() + ": " + connection.error());
    }
    connection_ = *std::move(connection);
}

void PahoClient::on(Signal& signal) {
    std::visit(Overloaded{
                   [this](Opened&) {
                       if (state_ != State::opening) {
                           return;  // Paho C++ tells it twice: as the token's success and as the connected callback
                       }
                       state_ = State::open;
                       timer_.cancel();
                       connection_->opened();
                       emit(Connected{});
                   },
                   [this](NotOpened& why) { opened_not(why); },
                   [this](Lost&) {
                       const bool asked_for = state_ == State::closing;
                       abandon();
                       asked_for
                           ? emit(Disconnected{})
                           : emit(ConnectionLost{server_.name() + " closed the connection, or no longer answers"});
                   },
                   [this](Closed&) {
                       abandon();
                       emit(Disconnected{});
                   },
                   [this](Settled&) { connection_->settled(); },
                   [this](Subscribed& done) { emit(done); },
                   [this](SubscribeFailed& failed) { emit(failed); },
                   [this](::mqtt::const_message_ptr& message) {
                       const std::string& payload = message->get_payload_ref().str();
                       emit(Received{message->get_topic(), payload, static_cast<std::uint8_t>(message->get_qos()),
                                     message->is_retained()});
                   },
               },
               signal);
}

void PahoClient::opened_not(const NotOpened& why) {
    Failure failure{why.code, why.trace, {}};
    const bool reached = why.code > 0 || !why.trace.empty();
    if (reached) {
        return fail(sentence(failure, server_, connect_));
    }
    ask_tcp(std::move(failure));
}

/// Paho forgets the system's error of a connection that did not come about; a bare one tells it.
void PahoClient::ask_tcp(Failure failure) {
    state_ = State::asking_tcp;
    connection_.reset();
    probe_.async_connect({address_, server_.port},
                         [this, attempt = std::weak_ptr(attempt_),
                          failure = std::move(failure)](boost::system::error_code error) mutable {
                             if (!attempt.expired() && state_ == State::asking_tcp) {
                                 failure.tcp = error ? error.message() : std::string();
                                 fail(sentence(failure, server_, connect_));
                             }
                         });
}

void PahoClient::timed_out() {
    const auto seconds = std::to_string(connect_.timeout.count());
    fail(state_ == State::looking_up
             ? "no name server told the address of " + escaped(server_.host) + " within " + seconds + " s"
             : server_.name() + " did not answer within " + seconds + " s");
}

void PahoClient::subscribe(const std::string& filter, std::uint8_t qos) {
    if (state_ != State::open || !connection_->subscribe(filter, qos)) {
        later(SubscribeFailed{filter, state_ == State::open ? "the library did not take it" : "not connected"});
    }
}

bool PahoClient::publish(const Message& message) {
    return state_ == State::open && connection_->publish(message);
}

void PahoClient::disconnect() {
    if (state_ == State::closing) {
        return;
    }
    if (state_ != State::open) {
        abandon();
        attempt_ = std::make_shared<int>();
        return later(Disconnected{});
    }
    state_ = State::closing;
    after(std::chrono::seconds(2), &PahoClient::closing_took_too_long);
    connection_->close();
}

void PahoClient::closing_took_too_long() {
    abandon();
    emit(Disconnected{});
}

std::uint64_t PahoClient::dropped() const {
    return dropped_ + (mailbox_ ? mailbox_->dropped() : 0);
}

void PahoClient::abandon() {
    state_ = State::idle;
    attempt_.reset();
    timer_.cancel();
    lookup_.cancel();
    boost::system::error_code ignored;
    probe_.close(ignored);
    if (mailbox_) {
        mailbox_->close();
        connection_.reset();
        dropped_ += mailbox_->dropped();
        mailbox_.reset();
    }
}

void PahoClient::fail(std::string reason) {
    abandon();
    emit(ConnectFailed{std::move(reason)});
}

void PahoClient::emit(const Event& event) {
    if (const auto listener = listener_; listener && *listener) {
        (*listener)(event);
    }
}

void PahoClient::later(Event event) {
    if (!attempt_) {
        attempt_ = std::make_shared<int>();
    }
    boost::asio::post(loop_, [this, attempt = std::weak_ptr(attempt_), event = std::move(event)] {
        if (!attempt.expired()) {
            emit(event);
        }
    });
}

void PahoClient::after(std::chrono::steady_clock::duration delay, void (PahoClient::*then)()) {
    timer_.expires_after(delay);
    timer_.async_wait([this, attempt = std::weak_ptr(attempt_), then](boost::system::error_code cancelled) {
        if (!cancelled && !attempt.expired()) {
            (this->*then)();
        }
    });
}

}  // namespace magpie::mqtt
