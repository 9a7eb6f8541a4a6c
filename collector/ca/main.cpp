#include <string>
#include <vector>

#include "collector/ca/commands.hpp"
#include "platform/clock/clock.hpp"

int main(int argc, char** argv) {
    const magpie::platform::SystemClock clock;
    return magpie::collector::ca::run(std::vector<std::string>(argv + 1, argv + argc), clock);
}
