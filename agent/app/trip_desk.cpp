#include <utility>

#include "agent/app/trip_desk.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>

#include "agent/check/trip_message.hpp"
#include "platform/service/local_listener.hpp"

namespace magpie::agent {

namespace {

/// Of more the one that has waited longest is hung up on: who calls and asks nothing keeps nobody out.
constexpr std::size_t most_callers = 4;

}  // namespace

tl::expected<std::unique_ptr<TripDesk>, std::string> TripDesk::open(boost::asio::io_context& loop,
                                                                    const std::string& path,
                                                                    std::function<void()> asked) {
    auto listener = service::listen_locally(path);
    if (!listener) {
        return tl::unexpected(listener.error());
    }
    return std::make_unique<TripDesk>(loop, std::move(*listener), std::move(asked));
}

TripDesk::TripDesk(boost::asio::io_context& loop, files::File listener, std::function<void()> asked)
    : loop_(loop), listener_(std::move(listener)), calls_(loop, listener_.descriptor()), asked_(std::move(asked)) {
    wait_for_calls();
}

TripDesk::~TripDesk() {
    calls_.release();  // the descriptor closes itself
}

void TripDesk::wait_for_calls() {
    calls_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this, here = std::weak_ptr(here_)](const boost::system::error_code& problem) {
                          if (!problem && !here.expired()) {
                              accept();
                              wait_for_calls();
                          }
                      });
}

void TripDesk::accept() {
    files::File call(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!call) {
        return;
    }
    if (callers_.size() == most_callers) {
        callers_.pop_front();
    }
    callers_.push_back(std::make_shared<Caller>(loop_, std::move(call)));
    wait_for(callers_.back());
}

void TripDesk::wait_for(const std::shared_ptr<Caller>& caller) {
    caller->events.async_wait(
        boost::asio::posix::stream_descriptor::wait_read,
        [this, here = std::weak_ptr(here_), weak = std::weak_ptr(caller)](const boost::system::error_code& problem) {
            const auto who = weak.lock();
            if (!problem && !here.expired() && who) {
                hear(who);
            }
        });
}

void TripDesk::hear(const std::shared_ptr<Caller>& caller) {
    std::array<char, check::longest_trip_message + 1> text;
    const auto size = ::recv(caller->line.descriptor(), text.data(), text.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        wait_for(caller);
        return;
    }
    if (size <= 0 || std::string_view(text.data(), static_cast<std::size_t>(size)) != check::trip_question) {
        callers_.remove(caller);
        return;
    }
    caller->has_asked = true;
    asked_();
}

void TripDesk::answer(const check::Trip& trip) {
    const auto text = check::trip_answer(trip);
    callers_.remove_if([&](const std::shared_ptr<Caller>& caller) {
        if (caller->has_asked) {
            (void)::send(caller->line.descriptor(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        return caller->has_asked;
    });
}

}  // namespace magpie::agent
