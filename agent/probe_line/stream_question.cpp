#include <utility>

#include "agent/probe_line/stream_question.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "agent/datagram/kernel_word.hpp"

namespace magpie::agent {

namespace {

std::optional<probe::Nanoseconds> handshake(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || info.tcpi_rtt == 0) {
        return std::nullopt;
    }
    return std::chrono::microseconds(info.tcpi_rtt);
}

}  // namespace

probe::State state_of_connection(int system_error) {
    switch (system_error) {
        case ECONNRESET:
            return probe::State::refused;
        case ETIMEDOUT:
            return probe::State::no_answer;
        default:
            return probe::state_of(datagram::refusal_of(system_error));
    }
}

void StreamQuestion::connect(const boost::asio::ip::tcp::endpoint& to) {
    begun_ = std::chrono::steady_clock::now();
    socket_.async_connect(to, [self = shared_from_this()](const boost::system::error_code& problem) {
        if (self->closed_) {
            return;
        }
        if (problem) {
            self->ended(problem);
        } else {
            self->handlers_.connected(handshake(self->socket_.native_handle()));
        }
    });
}

void StreamQuestion::ask(std::vector<std::byte> question) {
    question_ = std::move(question);
    boost::asio::async_write(socket_, boost::asio::buffer(question_),
                             [self = shared_from_this()](const boost::system::error_code& problem, std::size_t) {
                                 if (!self->closed_) {
                                     problem ? self->ended(problem) : self->read();
                                 }
                             });
}

void StreamQuestion::read() {
    socket_.async_read_some(boost::asio::buffer(room_),
                            [self = shared_from_this()](const boost::system::error_code& problem, std::size_t size) {
                                if (self->closed_) {
                                    return;
                                }
                                if (problem) {
                                    self->ended(problem);
                                    return;
                                }
                                self->handlers_.received(std::span(self->room_).first(size),
                                                         std::chrono::steady_clock::now() - self->begun_);
                                if (!self->closed_) {
                                    self->read();
                                }
                            });
}

void StreamQuestion::ended(const boost::system::error_code& problem) {
    const bool by_peer = problem.category() != boost::system::system_category();
    handlers_.ended(by_peer ? probe::State::no_answer : state_of_connection(problem.value()));
}

void StreamQuestion::close() {
    closed_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace magpie::agent
