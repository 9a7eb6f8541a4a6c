#include <utility>

#include "agent/check_command/network_questions.hpp"

#include "platform/clock/loop_timer.hpp"

namespace magpie::agent::check {

class NetworkQuestions::One {
  public:
    One(boost::asio::io_context& loop, const platform::Clock& clock, std::random_device& random, Lookups& lookups,
        Question question, AddressFamily family, Done done)
        : loop_(loop),
          clock_(clock),
          random_(random),
          question_(std::move(question)),
          done_(std::move(done)),
          until_(clock.now().mono + longest_lookup),
          address_(loop, lookups, question_.host, family, "/proc"),
          next_look_(loop) {
        look_after(Milliseconds{0});
    }
    One(const One&) = delete;
    One& operator=(const One&) = delete;
    ~One() = default;

  private:
    /// As long as a probe waits for its address at most: others may be before it in the queue of lookups.
    static constexpr Milliseconds longest_lookup{12'000};

    void look_after(Milliseconds time) {
        next_look_.call_after(time, [this] { look(); });
    }

    void look() {
        constexpr Milliseconds while_looked_up{10};
        const auto now = clock_.now();
        const auto known = address_.now(now);
        if (!known && address_.is_pending(now) && now.mono < until_) {
            look_after(while_looked_up);
        } else if (!known) {
            tell({.state = probe::State::no_address});
        } else {
            question_.address = *known;
            running_ = begin_probe(loop_, clock_, random_, question_,
                                   [this](const probe::Outcome& outcome) { tell(outcome); });
        }
    }

    void tell(const probe::Outcome& outcome) {
        if (const auto done = std::exchange(done_, nullptr)) {
            done(outcome);
        }
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::random_device& random_;
    Question question_;
    Done done_;
    Monotonic until_;
    TargetAddress address_;
    platform::LoopTimer next_look_;
    std::unique_ptr<RunningProbe> running_;
};

NetworkQuestions::NetworkQuestions(boost::asio::io_context& loop, const platform::Clock& clock)
    : loop_(loop), clock_(clock) {}
NetworkQuestions::~NetworkQuestions() = default;

void NetworkQuestions::ask(Question question, AddressFamily family, Done done) {
    all_.push_back(
        std::make_unique<One>(loop_, clock_, random_, lookups_, std::move(question), family, std::move(done)));
}

}  // namespace magpie::agent::check
