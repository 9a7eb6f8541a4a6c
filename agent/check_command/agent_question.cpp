#include <utility>

#include "agent/check_command/agent_question.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/check/trip_message.hpp"
#include "platform/service/local_call.hpp"

namespace magpie::agent::check {

namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

/// Its handlers hold it; after its end none of them does anything.
class Question final : public std::enable_shared_from_this<Question> {
  public:
    Question(asio::io_context& loop, AgentHeard heard) : events_(loop), timer_(loop), heard_(std::move(heard)) {}
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;
    ~Question() {
        if (events_.is_open()) {
            events_.release();  // the descriptor closes itself
        }
    }

    void begin(asio::io_context& loop, const std::string& socket, Milliseconds patience) {
        auto line = service::call_locally(socket);
        if (!line ||
            ::send(line->descriptor(), trip_question.data(), trip_question.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            const int why = line ? 0 : line.error();
            asio::post(loop, [self = shared_from_this(), why] {
                self->finish({.may_not_ask = why == EACCES || why == EPERM, .nobody_listens = why == ECONNREFUSED});
            });
            return;
        }
        line_ = std::move(*line);
        events_.assign(line_.descriptor());
        events_.async_wait(stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& problem) {
                               if (!problem) {
                                   self->hear();
                               }
                           });
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& problem) {
            if (!problem) {
                self->finish({});
            }
        });
    }

    void end() {
        heard_ = nullptr;
        timer_.cancel();
        if (events_.is_open()) {
            events_.release();
        }
        line_ = files::File();
    }

  private:
    void hear() {
        if (!heard_) {
            return;
        }
        std::array<char, longest_trip_message + 1> text;  // one more, for a message that is longer
        const auto size = ::recv(line_.descriptor(), text.data(), text.size(), MSG_DONTWAIT);
        finish({.trip = size <= 0 ? std::nullopt
                                  : parse_trip_answer(std::string_view(text.data(), static_cast<std::size_t>(size)))});
    }

    void finish(const AgentSaid& said) {
        if (const auto heard = std::exchange(heard_, nullptr)) {
            const auto self = shared_from_this();
            end();
            heard(said);
        }
    }

    files::File line_;
    stream_descriptor events_;
    asio::steady_timer timer_;
    AgentHeard heard_;
};

class AskedQuestion final : public AgentQuestion {
  public:
    explicit AskedQuestion(std::shared_ptr<Question> question) : question_(std::move(question)) {}
    AskedQuestion(const AskedQuestion&) = delete;
    AskedQuestion& operator=(const AskedQuestion&) = delete;
    ~AskedQuestion() override { question_->end(); }

  private:
    std::shared_ptr<Question> question_;
};

}  // namespace

std::unique_ptr<AgentQuestion> ask_agent(asio::io_context& loop, const std::string& directory, AgentHeard heard,
                                         Milliseconds patience) {
    auto question = std::make_shared<Question>(loop, std::move(heard));
    question->begin(loop, directory + "/" + std::string(agent_socket), patience);
    return std::make_unique<AskedQuestion>(std::move(question));
}

}  // namespace magpie::agent::check
